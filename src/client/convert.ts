// Between messages, where anything may be absent, and core's types, where it may not.
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

export function timestampOf(time: Timestamp | null): Timestamp {
  // A copy: a decoded message holds its zeros in its prototype, where JSON does not see them.
  return time === null ? epoch : { seconds: time.seconds, nanos: time.nanos };
}

export function anyOf(any: Any | null): Any {
  return any === null ? nothing : { typeUrl: any.typeUrl, value: any.value };
}

/** A part of an answer without which it means nothing. */
export function required<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) {
    throw internal(`the daemon's answer lacks ${what}`);
  }
  return value;
}

export function descriptorOf(wire: WireDescriptor | null): Descriptor {
  const { mediaType, digest, size, annotations } = required(wire, "a descriptor");
  return Object.keys(annotations).length === 0
    ? { mediaType, digest, size }
    : { mediaType, digest, size, annotations };
}

export function wireDescriptor(descriptor: Descriptor): WireDescriptor {
  const { mediaType, digest, size, annotations } = descriptor;
  return { mediaType, digest, size, annotations: { ...annotations } };
}

export function wirePlatform(platform: Platform): WirePlatform {
  return {
    os: platform.os,
    architecture: platform.architecture,
    variant: platform.variant ?? "",
    osVersion: platform.osVersion ?? "",
    osFeatures: [...(platform.osFeatures ?? [])],
  };
}

export function wireMount({ type, source, target, options }: Mount) {
  return { type, source, target, options: [...options] };
}

export function mountOf({ type, source, target, options }: WireMount): Mount {
  return { type, source, target, options };
}
