import { expect, test } from "bun:test";
import { TaskCreate, TaskExit } from "../../rpc/gen/event.ts";
import { deleteEvent, exitEvent, taskReportOf } from "./task-events.ts";

const exit = { pid: 5, status: 9, exitedAt: { seconds: 1, nanos: 2 } };

test("events tell an init from an exec, and a task from a process", () => {
  expect(taskReportOf(exitEvent("n", "c", exit))).toEqual({ kind: "exited", containerId: "c", exit });
  expect(taskReportOf(deleteEvent("n", "c", exit))).toEqual({ kind: "deleted", containerId: "c" });
  const ofExec = TaskExit.encode({ containerId: "c", id: "e", pid: 5, exitStatus: 9 });
  const event = { typeUrl: "containerd.events.TaskExit", value: ofExec };
  expect(taskReportOf({ ...exitEvent("n", "c", exit), event })).toBeUndefined();
  const created = { typeUrl: "containerd.events.TaskCreate", value: TaskCreate.encode({ containerId: "c" }) };
  const envelope = { ...exitEvent("n", "c", exit), topic: "/tasks/create", event: created };
  expect(taskReportOf(envelope)).toEqual({ kind: "created", containerId: "c" });
  expect(taskReportOf({ ...envelope, topic: "/tasks/start" })).toBeUndefined();
});
