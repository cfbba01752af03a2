// What callers may leave open, because labels of the namespace may say it. Source: containerd client/client.go, defaults/defaults.go.
import type { Namespaces } from "./namespaces.ts";
import type { RequestOptions } from "./wire.ts";

/** The runtime of containers when neither caller nor namespace names one. */
export const defaultRuntime = "io.containerd.runc.v2";
/** The snapshotter of root filesystems when neither caller nor namespace names one. */
export const defaultSnapshotter = "overlayfs";

/** A namespace's defaults, as its labels say them. */
export interface Defaults {
  /** Name of the runtime; undefined when there is no such label. */
  readonly runtime: string | undefined;
  /** Name of the snapshotter; undefined when there is no such label. */
  readonly snapshotter: string | undefined;
}

/** Reads the labels `containerd.io/defaults/runtime` and `containerd.io/defaults/snapshotter`. */
export async function defaultsOf(
  namespaces: Namespaces,
  name: string,
  options?: RequestOptions,
): Promise<Defaults> {
  const { labels } = await namespaces.get(name, options);
  return {
    runtime: labels["containerd.io/defaults/runtime"],
    snapshotter: labels["containerd.io/defaults/snapshotter"],
  };
}
