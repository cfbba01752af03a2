import { isKind } from "../../errors/index.ts";
import type { Cri } from "../cri.ts";
import type { Pod } from "../store/pods.ts";

/** A pod whose pause process has ended is not ready any more, whoever ended it. */
export function watchPause(cri: Cri, pod: Pod): void {
  void (async () => {
    try {
      await cri.tasks.runtime.wait(cri.background, pod.id, "");
    } catch (error) {
      if (!isKind(error, "not found")) {
        cri.log.warn("lost sight of a pod's pause process", { pod: pod.id, error });
        return;
      }
    }
    if (pod.state === "ready") {
      pod.state = "stopped";
      cri.events.publish("stopped", pod.id, pod);
    }
  })();
}
