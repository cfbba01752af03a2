// Descriptors in JSON: checked when read, because whoever made an image is hostile, and written in one order.
// Source: image-spec descriptor.md.
import type { Descriptor, Platform } from "../core/descriptor.ts";
import { parseDigest } from "../core/digest.ts";
import { isObject, type Json } from "../core/json.ts";
import { invalidArgument } from "../errors/index.ts";
import { isIndex, isKnownConfig, isLayer, isManifest, mediaTypes } from "./media-type.ts";

export { isObject, type Json };

export const annotations = {
  refName: "org.opencontainers.image.ref.name",
  /** The whole name of an image in an archive. */
  imageName: "io.containerd.image.name",
  /** Set on descriptors of referrers: the digest of what they refer to. */
  subject: "io.containerd.manifest.subject",
} as const;

function text(json: Json, name: string): string {
  const value = json[name];
  return typeof value === "string" ? value : "";
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** Invalid argument when digest, size or types are wrong; `what` names it in the message. */
export function readDescriptor(json: unknown, what: string): Descriptor {
  if (!isObject(json)) {
    throw invalidArgument(`${what}: not a descriptor`);
  }
  const { size } = json;
  if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0) {
    throw invalidArgument(`${what}: invalid size ${JSON.stringify(size)}`);
  }
  const digest = text(json, "digest");
  parseDigest(digest);
  const urls = texts(json.urls);
  const artifactType = text(json, "artifactType");
  return {
    mediaType: text(json, "mediaType"),
    digest,
    size,
    ...(isObject(json.annotations) ? { annotations: readAnnotations(json.annotations) } : {}),
    ...(isObject(json.platform) ? { platform: readPlatform(json.platform) } : {}),
    ...(urls.length > 0 ? { urls } : {}),
    ...(artifactType === "" ? {} : { artifactType }),
  };
}

function readAnnotations(json: Json): Record<string, string> {
  const entries = Object.entries(json).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return Object.fromEntries(entries);
}

/** Also of an image config, which has the same names at its top. */
export function readPlatform(json: Json): Platform {
  const variant = text(json, "variant");
  const osVersion = text(json, "os.version");
  const osFeatures = texts(json["os.features"]);
  return {
    os: text(json, "os"),
    architecture: text(json, "architecture"),
    ...(variant === "" ? {} : { variant }),
    ...(osVersion === "" ? {} : { osVersion }),
    ...(osFeatures.length === 0 ? {} : { osFeatures }),
  };
}

/** The JSON form: absent fields are left out, the platform's names are the spec's. */
export function descriptorJson(descriptor: Descriptor): Json {
  const { mediaType, digest, size, annotations: notes, platform, urls, artifactType } = descriptor;
  return {
    mediaType,
    digest,
    size,
    ...(urls?.length ? { urls } : {}),
    ...(notes !== undefined && Object.keys(notes).length > 0 ? { annotations: notes } : {}),
    ...(platform === undefined ? {} : { platform: platformJson(platform) }),
    ...(artifactType === undefined ? {} : { artifactType }),
  };
}

function platformJson(platform: Platform): Json {
  return {
    architecture: platform.architecture,
    os: platform.os,
    ...(platform.osVersion ? { "os.version": platform.osVersion } : {}),
    ...(platform.osFeatures?.length ? { "os.features": platform.osFeatures } : {}),
    ...(platform.variant ? { variant: platform.variant } : {}),
  };
}

/** The ref under which every containerd client ingests this blob. Source: containerd core/remotes/handlers.go. */
export function ingestRef(descriptor: Descriptor): string {
  const name = descriptor.annotations?.[annotations.refName];
  const prefix = name === undefined ? "" : `${name}@`;
  return `${ingestKind(descriptor.mediaType)}-${prefix}${descriptor.digest}`;
}

function ingestKind(mediaType: string): string {
  if (isManifest(mediaType)) {
    return "manifest";
  }
  if (isIndex(mediaType)) {
    return "index";
  }
  if (isLayer(mediaType)) {
    return "layer";
  }
  if (isKnownConfig(mediaType)) {
    return "config";
  }
  return mediaType === mediaTypes.inToto ? "attestation" : "unknown";
}
