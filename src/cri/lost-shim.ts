// A shim may end, or lose its connection, during a call. The runtime then cleans up after its tasks, or connects again: a call that is
// made again finds out which. Source: containerd internal/cri/server/container_stop.go and internal/cri/util, which try stops again.
import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../errors/index.ts";

const attempts = 3;
/** Milliseconds before the second attempt. */
const pause = 100;

/** Whether the connection to the shim has ended: its runtime says so in containerd's words. */
export function isLostShim(error: unknown): boolean {
  return messageOf(error).includes("ttrpc: closed");
}

/** Makes a call that may be made twice up to three times, as long as its shim is lost. */
export async function despiteLostShim<T>(call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (attempt === attempts || !isLostShim(error)) {
        throw error;
      }
      await sleep(pause * attempt);
    }
  }
}
