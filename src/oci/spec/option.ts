import { failedPrecondition } from "../../errors/index.ts";
import type { ImageConfig } from "./image.ts";
import type { RootView } from "./rootview.ts";
import type { Linux, Process, Resources, Spec } from "./types.ts";

/** What options may ask for while a spec is built. */
export interface Given {
  readonly id: string;
  readonly namespace: string;
  /** The image's configuration; undefined when the container has no image. */
  readonly image?: ImageConfig | undefined;
  /** Opens the container's root filesystem to look up users; closed by whoever builds the spec. */
  readonly rootfs?: (() => Promise<RootView>) | undefined;
}

/** Changes a spec. Options run in the order given: a later one sees what the earlier ones did. */
export type SpecOption = (spec: Spec, given: Given) => void | Promise<void>;

export function processOf(spec: Spec): Process {
  spec.process ??= { user: { uid: 0, gid: 0 }, cwd: "/" };
  return spec.process;
}

export function linuxOf(spec: Spec): Linux {
  spec.linux ??= {};
  return spec.linux;
}

export function resourcesOf(spec: Spec): Resources {
  const linux = linuxOf(spec);
  linux.resources ??= {};
  return linux.resources;
}

export function rootOf(given: Given): Promise<RootView> {
  if (given.rootfs === undefined) {
    throw failedPrecondition("rootfs snapshot not created for container");
  }
  return given.rootfs();
}
