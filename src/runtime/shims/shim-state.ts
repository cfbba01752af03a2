// The states of a shim as the daemon sees them, and which state may follow which.

/**
 * - `connected`: calls reach it.
 * - `disconnected`: the connection has ended, and it is not yet known whether the process lives.
 * - `stopping`: nothing is left for it to serve, and it was told to end.
 * - `stopped`: it has ended because it was told to.
 * - `lost`: it has died; what it served is cleaned up by the daemon.
 * - `left`: the daemon stops, and leaves the living shim to the next daemon.
 */
export type ShimState = "connected" | "disconnected" | "stopping" | "stopped" | "lost" | "left";

const next: Readonly<Record<ShimState, readonly ShimState[]>> = {
  connected: ["disconnected", "stopping", "left"],
  disconnected: ["connected", "lost", "left"],
  stopping: ["stopped"],
  stopped: [],
  lost: [],
  left: [],
};

/** Throws when the table does not allow the step: that would be a fault of the daemon's own. */
export function checkShimStep(from: ShimState, to: ShimState): void {
  if (!next[from].includes(to)) {
    throw new Error(`a shim that is ${from} cannot become ${to}`);
  }
}

/** Whether a connection that ended in this state stays ended. */
export function isFinal(state: ShimState): boolean {
  return next[state].length === 0;
}
