import { text } from "./flags.ts";

export const snapshotterFlag = text("Snapshotter name; empty: the default", {
  env: "CONTAINERD_SNAPSHOTTER",
});
