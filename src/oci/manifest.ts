// Parses and writes manifests and indexes. Source: image-spec manifest.md, image-index.md.
import type { Descriptor } from "../core/descriptor.ts";
import { readShape, shape } from "../core/shape.ts";
import { invalidArgument } from "../errors/index.ts";
import { parseDocument } from "./document.ts";
import { checkFields, checkUnambiguous, mediaTypeField } from "./document-type.ts";
import { descriptorJson, descriptorShape, type Json } from "./manifest-descriptor.ts";

/** The most descriptors in a document. There is a limit because each becomes a label of the document's blob. */
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

const descriptors = shape.or(shape.list(descriptorShape, { max: maxChildren }), []);
const manifestShape = shape.object({ config: descriptorShape, layers: descriptors });
const indexShape = shape.object({ manifests: descriptors });

/**
 * Throws invalid argument when a field has not the type that the specification says, or when the document could also be read
 * as an index (CVE-2021-41190).
 */
export function parseManifest(bytes: Uint8Array, descriptor: Descriptor): Manifest {
  const { digest, mediaType } = descriptor;
  const json = parseDocument(bytes, digest);
  checkType(json, descriptor);
  return { mediaType, ...readShape(manifestShape, json, `manifest ${digest}`) };
}

/** Throws invalid argument in the same cases as `parseManifest`. */
export function parseIndex(bytes: Uint8Array, descriptor: Descriptor): Index {
  const { digest, mediaType } = descriptor;
  const json = parseDocument(bytes, digest);
  checkType(json, descriptor);
  return { mediaType, ...readShape(indexShape, json, `index ${digest}`) };
}

/** Throws unless the type that a document states is the type in the descriptor that led to it. */
function checkType(json: Json, { digest, mediaType }: Descriptor): void {
  const name = `invalid desc ${digest}`;
  checkFields(json, name);
  checkUnambiguous(json, mediaType, name);
  const claimed = mediaTypeField(json);
  if (claimed !== "" && claimed !== mediaType) {
    throw invalidArgument(`${name}: media-type: says ${claimed} of itself, but was named as ${mediaType}`);
  }
}

/** The bytes of an index of `manifests`. */
export function indexBytes(mediaType: string, manifests: readonly Descriptor[]): Uint8Array {
  return encode({ schemaVersion: 2, mediaType, manifests: manifests.map(descriptorJson) });
}

/** The bytes of a manifest. */
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
