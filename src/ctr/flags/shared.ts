// Flags that several commands have, with the same meaning in each.
import { text } from "./flags.ts";

/** How a listing is printed. `tasks ls` knows `wide`, too. */
export const format = text("Print as `table` (the default) or `json`");

/** Which snapshotter a command works on. */
export const snapshotterFlag = text("Snapshotter name; empty: the default", {
  env: "CONTAINERD_SNAPSHOTTER",
});
