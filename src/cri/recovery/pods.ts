import { endStrayPlugins } from "../../cni/stray-plugins.ts";
import type { ProcessState } from "../../core/task.ts";
import type { Cri } from "../cri.ts";
import { holdOf } from "../pods/hold.ts";
import { takeBack } from "../pods/take-back.ts";
import { isUnfinished } from "../pods/unfinished.ts";
import type { Pod } from "../store/pods.ts";
import type { TaskStates } from "./recover.ts";

/** Gives the ids of all pods, those whose records cannot be read among them: what belongs to such a pod stays. */
export async function recoverPods(cri: Cri, tasks: TaskStates): Promise<Set<string>> {
  const ids = new Set<string>();
  const loaded = await cri.pods.load(cri.background, (id, error) => {
    ids.add(id);
    cri.log.warn("a sandbox is left alone, as it is no pod of CRI", { sandbox: id, error });
  });
  const unfinished = loaded.filter(({ id }) => isUnfinished(cri, id)).map(({ id }) => id);
  await endStrayPlugins(new Set(unfinished));
  for (const pod of loaded) {
    ids.add(pod.id);
    recoverPod(cri, pod, tasks.get(pod.id));
  }
  return ids;
}

function recoverPod(cri: Cri, pod: Pod, task: ProcessState | undefined): void {
  if (isUnfinished(cri, pod.id)) {
    void takeBack(cri, pod);
  } else {
    holdOf(pod).recover(cri, pod, task);
  }
}
