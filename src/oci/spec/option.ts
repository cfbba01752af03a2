import { failedPrecondition } from "../../errors/index.ts";
import type { RunConfig } from "./image.ts";
import type { RootView } from "./rootview.ts";
import type { Linux, ProcessSpec, Resources, Spec } from "./types.ts";

/** What options may use while a spec is built. */
export interface Given {
  /** Id of the container. */
  readonly id: string;
  /** Its namespace. */
  readonly namespace: string;
  /** Configuration of its image; undefined when it has none. */
  readonly image?: RunConfig | undefined;
  /** Opens the container's root filesystem, to look up users. Whoever calls it has to dispose what it gives. */
  readonly rootfs?: (() => Promise<RootView>) | undefined;
}

/** Changes a spec in place. Options run in their order, and a later one sees what the earlier ones did. */
export type SpecOption = (spec: Spec, given: Given) => void | Promise<void>;

/** The spec's process, which is added if there is none. */
export function processOf(spec: Spec): ProcessSpec {
  spec.process ??= { user: { uid: 0, gid: 0 }, cwd: "/" };
  return spec.process;
}

/** The spec's Linux part, which is added if there is none. */
export function linuxOf(spec: Spec): Linux {
  spec.linux ??= {};
  return spec.linux;
}

/** The spec's limits, which are added if there are none. */
export function resourcesOf(spec: Spec): Resources {
  const linux = linuxOf(spec);
  linux.resources ??= {};
  return linux.resources;
}

/** Opens the root filesystem. Failed precondition: the container has none yet. */
export function rootOf(given: Given): Promise<RootView> {
  if (given.rootfs === undefined) {
    throw failedPrecondition("rootfs snapshot not created for container");
  }
  return given.rootfs();
}
