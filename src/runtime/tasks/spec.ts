// The few things of an OCI runtime spec that the daemon itself must know before the task is created.
import type { Any } from "../../core/any.ts";
import { usesIdMaps } from "./id-mapped-mounts.ts";

export interface SpecFacts {
  readonly annotations: Readonly<Record<string, unknown>>;
  /** The host's group id of the container's root in a user namespace; 0 without one. */
  readonly rootGid: number;
  /** Whether some mount maps ids, which not every runtime can. */
  readonly mapsIds: boolean;
}

/** What is malformed counts as absent: the shim will refuse it, with the runtime's own words. */
export function factsOf(spec: Any): SpecFacts {
  const parsed = parse(spec.value);
  const { gidMappings } = fields(parsed.linux);
  return {
    annotations: fields(parsed.annotations),
    rootGid: rootGidOf(list(gidMappings)),
    mapsIds: usesIdMaps(list(parsed.mounts).map(fields)),
  };
}

function rootGidOf(gidMappings: readonly unknown[]): number {
  const { hostID } = gidMappings.map(fields).find(({ containerID }) => containerID === 0) ?? {};
  return typeof hostID === "number" ? hostID : 0;
}

function parse(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    return fields(JSON.parse(Buffer.from(bytes).toString()));
  } catch {
    return {};
  }
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
