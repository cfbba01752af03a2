// `to…` makes core's values of messages, `from…` makes messages of core's values.
import type { Descriptor, Platform } from "../core/descriptor.ts";
import type { Descriptor as DescriptorMessage, Platform as PlatformMessage } from "../rpc/gen/types.ts";

/** A descriptor as core has it: without annotations when there are none. */
export function toDescriptor({ mediaType, digest, size, annotations }: DescriptorMessage): Descriptor {
  return Object.keys(annotations).length === 0
    ? { mediaType, digest, size }
    : { mediaType, digest, size, annotations };
}

export function fromDescriptor({ mediaType, digest, size, annotations }: Descriptor): DescriptorMessage {
  return { mediaType, digest, size, annotations: { ...annotations } };
}

/** A platform as core has it: what is empty is undefined. */
export function toPlatform(message: PlatformMessage): Platform {
  return {
    os: message.os,
    architecture: message.architecture,
    variant: message.variant || undefined,
    osVersion: message.osVersion || undefined,
    osFeatures: message.osFeatures.length > 0 ? message.osFeatures : undefined,
  };
}

export function fromPlatform(platform: Platform): PlatformMessage {
  return {
    os: platform.os,
    architecture: platform.architecture,
    variant: platform.variant ?? "",
    osVersion: platform.osVersion ?? "",
    osFeatures: [...(platform.osFeatures ?? [])],
  };
}
