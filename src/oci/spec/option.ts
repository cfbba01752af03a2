import { failedPrecondition } from "../../errors/index.ts";
import type { RunConfig } from "./image.ts";
import type { RootView } from "./rootview.ts";
import type { Hooks, Linux, ProcessSpec, Resources, Spec } from "./types.ts";

/** What options may use while a spec is built. */
export interface SpecContext {
  /** Id of the container. */
  readonly id: string;
  /** The namespace that the container is created in. */
  readonly namespace: string;
  /** The run configuration of the container's image; undefined for a container without an image. */
  readonly image?: RunConfig | undefined;
  /** Opens the container's root filesystem, to look up users. The caller must dispose the result. */
  readonly rootfs?: (() => Promise<RootView>) | undefined;
}

/** Changes a spec in place. Options are applied in their order, so that a later one sees the changes of the earlier ones. */
export type SpecOption = (spec: Spec, given: SpecContext) => void | Promise<void>;

/** The spec's process; it is added if it is absent. */
export function processOf(spec: Spec): ProcessSpec {
  spec.process ??= { user: { uid: 0, gid: 0 }, cwd: "/" };
  return spec.process;
}

/** The spec's Linux part; it is added if it is absent. */
export function linuxOf(spec: Spec): Linux {
  spec.linux ??= {};
  return spec.linux;
}

/** The spec's hooks; they are added if they are absent. */
export function hooksOf(spec: Spec): Hooks {
  spec.hooks ??= {};
  return spec.hooks;
}

/** The spec's resource limits; they are added if they are absent. */
export function resourcesOf(spec: Spec): Resources {
  const linux = linuxOf(spec);
  linux.resources ??= {};
  return linux.resources;
}

/** Opens the root filesystem. Throws failed precondition when the container has none yet. */
export function rootOf(given: SpecContext): Promise<RootView> {
  if (given.rootfs === undefined) {
    throw failedPrecondition("rootfs snapshot not created for container");
  }
  return given.rootfs();
}
