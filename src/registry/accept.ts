// The Accept header of requests for manifests. Registries answer 404 when it lacks the type that they have, so all types
// are listed, also where one is expected: that one may be a registry's word. Source: distribution-spec, pulling manifests.
import { mediaTypes } from "../oci/media-type.ts";

const documentTypes = [
  mediaTypes.dockerManifest,
  mediaTypes.dockerManifestList,
  mediaTypes.manifest,
  mediaTypes.index,
];

/** Value of the header for a manifest or an index; the expected type, where there is one, comes first. */
export function acceptDocument(expected = ""): string {
  return [...new Set([expected, ...documentTypes, "*/*"])].filter(Boolean).join(", ");
}
