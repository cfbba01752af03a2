// The few things of an OCI spec that decide where a task runs.
import type { Any } from "../core/any.ts";
import { type MountIds, usesIdMaps } from "./idmap.ts";

/** Tasks of one group share a shim, the first annotation that is there wins. Source: containerd's runc manager. */
const groupAnnotations = ["io.containerd.runc.v2.group", "io.kubernetes.cri.sandbox-id"];

export interface SpecFacts {
  /** Empty: none, the task has a shim of its own. */
  readonly group: string;
  /** The host's group of the container's root in a user namespace; 0 without one. */
  readonly rootGid: number;
  /** Some mount maps ids. */
  readonly mapsIds: boolean;
}

interface IdMapping {
  readonly containerID?: number;
  readonly hostID?: number;
}

interface Spec {
  readonly mounts?: readonly MountIds[] | null;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly linux?: { readonly gidMappings?: readonly IdMapping[] };
}

export function factsOf(spec: Any): SpecFacts {
  const parsed = parse(spec.value);
  const group = groupAnnotations.map((name) => parsed.annotations?.[name]).find((value) => value);
  return {
    group: group ?? "",
    rootGid: parsed.linux?.gidMappings?.find(({ containerID }) => containerID === 0)?.hostID ?? 0,
    mapsIds: usesIdMaps(parsed.mounts ?? []),
  };
}

/** What is no JSON is for the shim to refuse. */
function parse(bytes: Uint8Array): Spec {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(bytes).toString());
    return typeof parsed === "object" && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}
