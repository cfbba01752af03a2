import type { Facts } from "../facts.ts";
import { type Finding, fail, ok } from "../finding.ts";

/** Whether there is swap, which kubelet does not start with unless it is told to. */
export function checkSwap({ host, kubelet }: Facts): Finding {
  const areas = (host.read("/proc/swaps") ?? "").split("\n").slice(1).filter(Boolean);
  if (areas.length === 0) {
    return ok("no swap");
  }
  const names = areas.map((line) => line.split(/\s+/)[0]).join(", ");
  if (kubelet?.failSwapOn === true) {
    return fail(
      `swap on ${names}, with which kubelet does not start`,
      "swapoff -a, or set failSwapOn: false",
    );
  }
  return ok(`swap on ${names}${kubelet === undefined ? "" : ", which kubelet is told to accept"}`);
}
