// Conversions that several adapters share, between core's types and the wire's.
import type { Any } from "../core/any.ts";
import type { Descriptor } from "../core/descriptor.ts";
import type { Mount } from "../core/mount.ts";
import { invalidArgument } from "../errors/index.ts";

interface WireDescriptor {
  mediaType: string;
  digest: string;
  size: number;
  annotations: Record<string, string>;
}

interface WireMount {
  type: string;
  source: string;
  target: string;
  options: string[];
}

export interface WireMask {
  paths: string[];
}

export const empty = {};

export function fromDescriptor(descriptor: Descriptor): WireDescriptor {
  return {
    mediaType: descriptor.mediaType,
    digest: descriptor.digest,
    size: descriptor.size,
    annotations: { ...descriptor.annotations },
  };
}

export function toDescriptor(wire: WireDescriptor): Descriptor {
  const { mediaType, digest, size, annotations } = wire;
  const hasAnnotations = Object.keys(annotations).length > 0;
  return hasAnnotations ? { mediaType, digest, size, annotations } : { mediaType, digest, size };
}

export function fromMount(mount: Mount): WireMount {
  return { ...mount, options: [...mount.options] };
}

export function toMount(wire: WireMount): Mount {
  return { type: wire.type, source: wire.source, target: wire.target, options: wire.options };
}

/** Decoded messages are class instances over shared prototypes: stores want plain data. */
export function toAny(wire: { typeUrl: string; value: Uint8Array }): Any {
  return { typeUrl: wire.typeUrl, value: wire.value };
}

export function maskPaths(mask: WireMask | null): readonly string[] {
  return mask?.paths ?? [];
}

/** The message that a request must carry. */
export function required<T>(value: T | null, field: string): T {
  if (value === null) {
    throw invalidArgument(`${field} required`);
  }
  return value;
}

const blockSize = 100;

/** Groups a list into replies of 100, as containerd sends content and snapshots. */
export async function* inBlocks<T>(items: AsyncIterable<T>): AsyncGenerator<T[]> {
  let block: T[] = [];
  for await (const item of items) {
    block.push(item);
    if (block.length === blockSize) {
      yield block;
      block = [];
    }
  }
  if (block.length > 0) {
    yield block;
  }
}
