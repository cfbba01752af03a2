// What callers leave open: a namespace's labels may say it. Source: containerd client/client.go, defaults/defaults.go.
import type { Namespaces } from "./namespaces.ts";
import type { RequestOptions } from "./wire.ts";

/** What containers run under whose caller and namespace name no runtime. */
export const defaultRuntime = "io.containerd.runc.v2";
/** Where root filesystems come from when neither caller nor namespace names a snapshotter. */
export const defaultSnapshotter = "overlayfs";

export interface Defaults {
  readonly runtime: string | undefined;
  readonly snapshotter: string | undefined;
}

/** The labels `containerd.io/defaults/runtime` and `containerd.io/defaults/snapshotter`. */
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
