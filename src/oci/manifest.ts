// Manifests and indexes, read from bytes that a registry or an archive gave.
// Source: image-spec manifest.md, image-index.md.
import type { Descriptor } from "../core/descriptor.ts";
import type { Digest } from "../core/digest.ts";
import { invalidArgument } from "../errors/index.ts";
import { descriptorJson, isObject, type Json, readDescriptor } from "./manifest-descriptor.ts";
import { isIndex, isManifest } from "./media-type.ts";

/** CVE-2023-25153: manifests, indexes and configs are read whole into memory, so no more than this. */
export const maxDocumentBytes = 8 << 20;

/** A document may name this many others: each becomes a label of its blob. */
const maxChildren = 10_000;

export interface Manifest {
  readonly mediaType: string;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

export interface Index {
  readonly mediaType: string;
  readonly manifests: readonly Descriptor[];
}

/** Parses JSON of a bounded size. Invalid argument: not JSON, not an object, too big. */
export function parseDocument(bytes: Uint8Array, digest: Digest): Json {
  if (bytes.byteLength > maxDocumentBytes) {
    throw invalidArgument(
      `${digest}: ${bytes.byteLength} bytes are more than the ${maxDocumentBytes} allowed`,
    );
  }
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw invalidArgument(`${digest}: not JSON`, { cause });
  }
  if (!isObject(json)) {
    throw invalidArgument(`${digest}: not a JSON object`);
  }
  return json;
}

/** Invalid argument when the document could also be read as something else (CVE-2021-41190). */
export function parseManifest(bytes: Uint8Array, descriptor: Descriptor): Manifest {
  const json = parseDocument(bytes, descriptor.digest);
  refuseAmbiguous(json, descriptor);
  const what = `manifest ${descriptor.digest}`;
  return {
    mediaType: descriptor.mediaType,
    config: readDescriptor(json.config, `config of ${what}`),
    layers: readDescriptors(json.layers, `layers of ${what}`),
  };
}

/** Invalid argument when the document could also be read as something else (CVE-2021-41190). */
export function parseIndex(bytes: Uint8Array, descriptor: Descriptor): Index {
  const json = parseDocument(bytes, descriptor.digest);
  refuseAmbiguous(json, descriptor);
  return {
    mediaType: descriptor.mediaType,
    manifests: readDescriptors(json.manifests, `manifests of index ${descriptor.digest}`),
  };
}

function refuseAmbiguous(json: Json, { digest, mediaType }: Descriptor): void {
  const claimed = typeof json.mediaType === "string" ? json.mediaType : "";
  if ("fsLayers" in json) {
    throw invalidArgument(`invalid desc ${digest}: media-type: schema 1 not supported`);
  }
  if (isManifest(mediaType) && ("manifests" in json || isIndex(claimed))) {
    throw invalidArgument(
      `invalid desc ${digest}: media-type: expected manifest but found index (${mediaType})`,
    );
  }
  if (isIndex(mediaType) && ("config" in json || "layers" in json || isManifest(claimed))) {
    throw invalidArgument(
      `invalid desc ${digest}: media-type: expected index but found manifest (${mediaType})`,
    );
  }
  if (claimed !== "" && claimed !== mediaType) {
    throw invalidArgument(
      `invalid desc ${digest}: media-type: says ${claimed} of itself, but was named as ${mediaType}`,
    );
  }
}

function readDescriptors(json: unknown, what: string): Descriptor[] {
  if (json === undefined || json === null) {
    return [];
  }
  if (!Array.isArray(json)) {
    throw invalidArgument(`${what}: not a list`);
  }
  if (json.length > maxChildren) {
    throw invalidArgument(`${what}: ${json.length} are more than the ${maxChildren} allowed`);
  }
  return json.map((item, position) => readDescriptor(item, `${what}, number ${position}`));
}

/** Bytes of an index that names `manifests`. */
export function indexBytes(mediaType: string, manifests: readonly Descriptor[]): Uint8Array {
  return encode({ schemaVersion: 2, mediaType, manifests: manifests.map(descriptorJson) });
}

/** Bytes of a manifest. */
export function manifestBytes({ mediaType, config, layers }: Manifest): Uint8Array {
  return encode({
    schemaVersion: 2,
    mediaType,
    config: descriptorJson(config),
    layers: layers.map(descriptorJson),
  });
}

function encode(json: Json): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(json));
}
