// Finds the media type of a manifest or an index in the document itself. The Content-Type of a response says little, because
// mirrors, proxies and the storage that registries redirect to answer `application/octet-stream`, `application/json`,
// `text/plain` or no type at all. Source: image-spec manifest.md and image-index.md, mediaType; CVE-2021-41190.
import { invalidArgument } from "../errors/index.ts";
import { parseDocument } from "./document.ts";
import { isObject, type Json } from "./manifest-descriptor.ts";
import { isIndex, isManifest, isSchema1, mediaTypes } from "./media-type.ts";

/** Fields by which readers recognize the type of a document. */
const typeFields = ["schemaVersion", "mediaType", "config", "layers", "manifests", "fsLayers"];

/**
 * Media type of the manifest or index that `bytes` are; `name` stands for them in errors. Invalid argument: the document is
 * neither of the two, could be read as both, or is of schema 1; the message says what it is.
 */
export function readMediaType(bytes: Uint8Array, name: string): string {
  const json = parseDocument(bytes, name);
  checkFields(json, name);
  const claimed = mediaTypeField(json);
  if (claimed === "") {
    return typeByFields(json, name);
  }
  if (!isManifest(claimed) && !isIndex(claimed)) {
    throw notAnImage(name, `it says of itself that it is ${JSON.stringify(claimed)}`);
  }
  checkUnambiguous(json, claimed, name);
  return claimed;
}

/** The `mediaType` that the document gives itself; empty when it gives none. */
export function mediaTypeField(json: Json): string {
  return typeof json.mediaType === "string" ? json.mediaType : "";
}

/**
 * Refuses schema 1, and fields in another case: readers in Go take `Manifests` for `manifests`, so that they would read
 * another document than we do.
 */
export function checkFields(json: Json, name: string): void {
  if (isSchema1(mediaTypeField(json)) || json.schemaVersion === 1 || "fsLayers" in json) {
    throw invalidArgument(
      `${name}: media-type: schema 1 image manifests (${mediaTypes.dockerSchema1}) are no longer supported`,
    );
  }
  for (const field of Object.keys(json)) {
    const meant = typeFields.find((typeField) => typeField.toLowerCase() === field.toLowerCase());
    if (meant !== undefined && meant !== field) {
      throw invalidArgument(
        `${name}: media-type: the field ${JSON.stringify(field)} can be read as ${meant}`,
      );
    }
  }
}

/** Refuses a document that has fields of a manifest and of an index (CVE-2021-41190). */
export function checkUnambiguous(json: Json, mediaType: string, name: string): void {
  if (isManifest(mediaType) && "manifests" in json) {
    throw invalidArgument(`${name}: media-type: expected manifest but found index (${mediaType})`);
  }
  if (isIndex(mediaType) && ("config" in json || "layers" in json)) {
    throw invalidArgument(`${name}: media-type: expected index but found manifest (${mediaType})`);
  }
}

/**
 * The type of a document without `mediaType`, which the specification allows. It is Docker's if the documents that it refers to
 * have Docker's types.
 */
function typeByFields(json: Json, name: string): string {
  if ("manifests" in json) {
    checkUnambiguous(json, mediaTypes.index, name);
    const children = Array.isArray(json.manifests) ? json.manifests : [];
    return children.some(hasDockerType) ? mediaTypes.dockerManifestList : mediaTypes.index;
  }
  if (isObject(json.config) && "layers" in json) {
    return hasDockerType(json.config) ? mediaTypes.dockerManifest : mediaTypes.manifest;
  }
  const fields = Object.keys(json).slice(0, 8).join(", ");
  throw notAnImage(name, fields === "" ? "it is an empty JSON object" : `it is a JSON object with ${fields}`);
}

function hasDockerType(child: unknown): boolean {
  return isObject(child) && mediaTypeField(child).startsWith("application/vnd.docker.");
}

function notAnImage(name: string, what: string): Error {
  return invalidArgument(`${name} is no image, index or artifact: ${what}`);
}
