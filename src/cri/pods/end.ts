import type { Cri } from "../cri.ts";
import type { Pod } from "../store/pods.ts";

/** From now on the pod is stopped. It is told once. */
export function noteEnd(cri: Cri, pod: Pod): void {
  if (pod.state !== "stopped") {
    pod.state = "stopped";
    cri.events.publish("stopped", pod.id, pod);
  }
}
