import { endStrayPlugins } from "../../cni/stray-plugins.ts";
import type { Cri } from "../cri.ts";
import { holdOf } from "../pods/hold.ts";
import { takeBack } from "../pods/take-back.ts";
import { isUnfinished } from "../pods/unfinished.ts";
import type { TaskStates } from "./recover.ts";

/** Gives the ids of all pods, those whose records cannot be read among them: what belongs to such a pod stays. */
export async function recoverPods(cri: Cri, tasks: TaskStates): Promise<Set<string>> {
  const ids = new Set<string>();
  const loaded = await cri.pods.load(cri.background, (id, error) => {
    ids.add(id);
    cri.log.warn("a sandbox is left alone, as it is no pod of CRI", { sandbox: id, error });
  });
  const unfinished = new Set(loaded.map(({ id }) => id).filter((id) => isUnfinished(cri, id)));
  const strayPlugins = endStrayPlugins(unfinished);
  for (const pod of loaded) {
    ids.add(pod.id);
    if (unfinished.has(pod.id)) {
      void takeBack(cri, pod, strayPlugins);
    } else {
      holdOf(pod).recover(cri, pod, tasks.get(pod.id));
    }
  }
  return ids;
}
