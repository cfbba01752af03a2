import type { Any } from "../../core/any.ts";
import type { Labels } from "../../core/labels.ts";
import type { SpecOption } from "../spec/option.ts";
import type { Spec } from "../spec/types.ts";
import type { ContainerImage } from "./contracts.ts";

/** A container that is to be recorded: what it is made from and how it will run. */
export interface ContainerPlan {
  /** The image that gives configuration, labels and the parent of a new snapshot. */
  readonly image?: ContainerImage | undefined;
  /** Name of the snapshotter; empty for a container without a snapshot. */
  readonly snapshotter: string;
  /** Makes a writable snapshot of the image under this key; `true` stands for the container's id. */
  readonly newSnapshot?: boolean | string | undefined;
  /** Labels of the new snapshot. */
  readonly snapshotLabels?: Labels | undefined;
  /** Key of a snapshot that exists already, instead of a new one. */
  readonly snapshotKey?: string | undefined;
  /** A directory of the host as root filesystem, instead of a snapshot. It is read to look up users. */
  readonly rootfs?: string | undefined;
  /** Options that are applied to the default spec one after another; or a whole spec, which is recorded as it is. */
  readonly spec?: readonly SpecOption[] | Spec | undefined;
  /** Labels of the container. They override those that it inherits from its image (`inheritableLabels`). */
  readonly labels?: Labels | undefined;
  /** Name of the runtime, and options for its shim. */
  readonly runtime: { readonly name: string; readonly options?: Any | undefined };
  /** Id of the sandbox that the container belongs to. */
  readonly sandbox?: string | undefined;
  /** Records of other programs, by name. */
  readonly extensions?: Readonly<Record<string, Any>> | undefined;
}
