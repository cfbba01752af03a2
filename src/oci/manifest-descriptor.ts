// Descriptors in JSON. They are checked when they are read, because images may be made to attack, and written with their fields
// in a fixed order. Source: image-spec descriptor.md.
import type { Descriptor, Platform } from "../core/descriptor.ts";
import { digestShape } from "../core/digest.ts";
import { isObject, type Json } from "../core/json.ts";
import { type Shape, shape } from "../core/shape.ts";
import { isIndex, isKnownConfig, isLayer, isManifest, mediaTypes } from "./media-type.ts";

export { isObject, type Json };

export const annotations = {
  refName: "org.opencontainers.image.ref.name",
  /** The full name of an image in an archive. */
  imageName: "io.containerd.image.name",
  /** Set on descriptors of referrers to the digest of the manifest that they refer to. */
  subject: "io.containerd.manifest.subject",
} as const;

const text = shape.or(shape.text, "");
const texts = shape.or(shape.list(shape.text), []);

const platformFields = {
  os: text,
  architecture: text,
  variant: text,
  "os.version": text,
  "os.features": texts,
};

/** The fields of a platform. An image's config has the same fields at its top level. */
export const platformShape: Shape<Platform> = (value) => {
  const { os, architecture, variant, ...more } = shape.object(platformFields)(value);
  const { "os.version": osVersion, "os.features": osFeatures } = more;
  return {
    os,
    architecture,
    ...(variant === "" ? {} : { variant }),
    ...(osVersion === "" ? {} : { osVersion }),
    ...(osFeatures.length === 0 ? {} : { osFeatures }),
  };
};

const descriptorFields = shape.object({
  mediaType: text,
  digest: digestShape,
  size: shape.natural,
  urls: texts,
  annotations: shape.optional(shape.map(text)),
  platform: shape.optional(platformShape),
  artifactType: text,
});

/** A descriptor, as it occurs in an index, in a manifest or in an archive. */
export const descriptorShape: Shape<Descriptor> = (value) => {
  const { annotations: notes, platform, urls, artifactType, ...required } = descriptorFields(value);
  return {
    ...required,
    ...(notes === undefined ? {} : { annotations: notes }),
    ...(platform === undefined ? {} : { platform }),
    ...(urls.length > 0 ? { urls } : {}),
    ...(artifactType === "" ? {} : { artifactType }),
  };
};

/** The JSON form of a descriptor. Absent fields are left out, and the fields of the platform have the specification's names. */
export function descriptorJson(descriptor: Descriptor): Json {
  const { mediaType, digest, size, annotations: notes, platform, urls, artifactType } = descriptor;
  return {
    mediaType,
    digest,
    size,
    ...(urls?.length ? { urls } : {}),
    ...(notes !== undefined && Object.keys(notes).length > 0 ? { annotations: sorted(notes) } : {}),
    ...(platform === undefined ? {} : { platform: platformJson(platform) }),
    ...(artifactType === undefined ? {} : { artifactType }),
  };
}

/** Sorts by key, as Go writes a map, so that an archive of an image has the same bytes as one that containerd makes. */
function sorted(notes: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(notes).sort(([a], [b]) => (a < b ? -1 : 1)));
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

/** The ref under which all containerd clients ingest this blob. Source: containerd core/remotes/handlers.go. */
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
