import { isKind } from "../../errors/index.ts";
import type { Cri } from "../cri.ts";
import type { Pod } from "../store/pods.ts";

/** A pod whose pause process has ended is not ready any more, whoever ended it. */
export function watchPause(cri: Cri, pod: Pod): void {
  void watch(cri, pod).catch((error: unknown) => {
    cri.log.error("the end of a pod could not be noted", { pod: pod.id, error });
  });
}

async function watch(cri: Cri, pod: Pod): Promise<void> {
  try {
    await cri.tasks.runtime.wait({ ...cri.background, signal: cri.closing }, pod.id, "");
  } catch (error) {
    if (cri.closing.aborted) {
      return;
    }
    if (!isKind(error, "not found")) {
      cri.log.warn("lost sight of a pod's pause process", { pod: pod.id, error });
    }
  }
  pod.pid = 0;
  if (pod.state === "ready") {
    pod.state = "stopped";
    cri.events.publish("stopped", pod.id, pod);
  }
}
