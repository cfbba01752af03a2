// Conversions between messages, in which every field may be absent, and core's types, in which none may.
import type { Any } from "../core/any.ts";
import type { Descriptor, Platform } from "../core/descriptor.ts";
import type { Mount } from "../core/mount.ts";
import type { Timestamp } from "../core/time.ts";
import { internal } from "../errors/index.ts";
import type {
  Descriptor as WireDescriptor,
  Mount as WireMount,
  Platform as WirePlatform,
} from "../rpc/gen/types.ts";

const epoch: Timestamp = { seconds: 0, nanos: 0 };
const nothing: Any = { typeUrl: "", value: new Uint8Array() };

/** The time, or the epoch where the message has none. */
export function timestampOf(time: Timestamp | null): Timestamp {
  // A copy, because a decoded message holds zeros in its prototype, where JSON.stringify does not see them.
  return time === null ? epoch : { seconds: time.seconds, nanos: time.nanos };
}

/** The packed message, or an empty one where the message has none. */
export function anyOf(any: Any | null): Any {
  return any === null ? nothing : { typeUrl: any.typeUrl, value: any.value };
}

/** A part without which an answer means nothing. Internal: the daemon left it out. */
export function required<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) {
    throw internal(`the daemon's answer lacks ${what}`);
  }
  return value;
}

/** A descriptor from the wire. Internal: the daemon left it out. */
export function descriptorOf(wire: WireDescriptor | null): Descriptor {
  const { mediaType, digest, size, annotations } = required(wire, "a descriptor");
  return Object.keys(annotations).length === 0
    ? { mediaType, digest, size }
    : { mediaType, digest, size, annotations };
}

/** A descriptor for the wire. */
export function wireDescriptor(descriptor: Descriptor): WireDescriptor {
  const { mediaType, digest, size, annotations } = descriptor;
  return { mediaType, digest, size, annotations: { ...annotations } };
}

/** A platform for the wire. */
export function wirePlatform(platform: Platform): WirePlatform {
  return {
    os: platform.os,
    architecture: platform.architecture,
    variant: platform.variant ?? "",
    osVersion: platform.osVersion ?? "",
    osFeatures: [...(platform.osFeatures ?? [])],
  };
}

/** A mount for the wire. */
export function wireMount({ type, source, target, options }: Mount) {
  return { type, source, target, options: [...options] };
}

/** A mount from the wire. */
export function mountOf({ type, source, target, options }: WireMount): Mount {
  return { type, source, target, options };
}
