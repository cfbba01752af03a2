// Manifests and indexes, read from bytes that a registry or an archive gave.
// Source: image-spec manifest.md, image-index.md.
import type { Descriptor } from "../core/descriptor.ts";
import { invalidArgument } from "../errors/index.ts";
import { parseDocument } from "./document.ts";
import { checkFields, checkUnambiguous, mediaTypeField } from "./document-type.ts";
import { descriptorJson, type Json, readDescriptor } from "./manifest-descriptor.ts";

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

/** Invalid argument when the document could also be read as something else (CVE-2021-41190). */
export function parseManifest(bytes: Uint8Array, descriptor: Descriptor): Manifest {
  const json = parseDocument(bytes, descriptor.digest);
  checkType(json, descriptor);
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
  checkType(json, descriptor);
  return {
    mediaType: descriptor.mediaType,
    manifests: readDescriptors(json.manifests, `manifests of index ${descriptor.digest}`),
  };
}

/** What a document says of itself must be what the descriptor that led to it says. */
function checkType(json: Json, { digest, mediaType }: Descriptor): void {
  const name = `invalid desc ${digest}`;
  checkFields(json, name);
  checkUnambiguous(json, mediaType, name);
  const claimed = mediaTypeField(json);
  if (claimed !== "" && claimed !== mediaType) {
    throw invalidArgument(`${name}: media-type: says ${claimed} of itself, but was named as ${mediaType}`);
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
