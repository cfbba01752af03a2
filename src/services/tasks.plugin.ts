import { diffServiceNeed } from "../core/diff.ts";
import { Metadata } from "../core/metadata.ts";
import { TaskRuntime } from "../core/task.ts";
import { plugin, slot } from "../plugin/index.ts";
import { Tasks } from "./tasks.ts";

export const TasksSlot = slot<Tasks>("io.containerd.service.v1");

export default plugin(TasksSlot, "tasks-service", {
  needs: { metadata: Metadata, runtime: TaskRuntime, differ: diffServiceNeed.optional },
  start: ({ metadata, runtime, differ }) =>
    new Tasks({
      containers: metadata.containers,
      content: metadata.content,
      differ,
      runtime,
    }),
});
