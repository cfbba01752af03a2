// From a reference to a descriptor. The digest of a tag is the only thing that a registry is trusted with rather than
// checked: the media type is what the document says. Source: containerd core/remotes/docker/resolver.go.
import type { Context } from "../context/index.ts";
import type { Descriptor } from "../core/descriptor.ts";
import { parseDigest } from "../core/digest.ts";
import { failedPrecondition, kindOf, notFound } from "../errors/index.ts";
import { digestOf } from "../oci/digest.ts";
import { maxDocumentBytes } from "../oci/document.ts";
import { readMediaType } from "../oci/document-type.ts";
import { isIndex, isManifest } from "../oci/media-type.ts";
import { formatReference, type Reference } from "../oci/reference.ts";
import { acceptDocument } from "./accept.ts";
import type { Endpoint } from "./endpoint.ts";
import { attemptsAt, isTransientStatus } from "./retry.ts";
import { type HttpResponse, readBytes } from "./round-trip.ts";
import { unexpectedStatus } from "./unexpected-status.ts";

/**
 * Asks each host in turn. Fails as not found, with the reference, when no host has it; otherwise with the error of a host
 * that said something else. The descriptor's media type is that of a manifest or an index, but may be the registry's word.
 */
export async function resolve(
  ctx: Context,
  endpoints: readonly Endpoint[],
  reference: Reference,
  scopes: readonly string[],
): Promise<Descriptor> {
  const needed = reference.digest === "" ? "resolve" : "pull";
  const hosts = endpoints.filter(
    ({ host }) => host.capabilities.has(needed) && host.capabilities.has("pull"),
  );
  const errors: unknown[] = [];
  for (const [position, endpoint] of hosts.entries()) {
    try {
      return await resolveAt(ctx, endpoint, reference, { scopes, attempts: attemptsAt(position, hosts) });
    } catch (error) {
      errors.push(error);
    }
  }
  // A host that answered something else than "not here" knows more about what is wrong.
  throw errors.find((error) => kindOf(error) !== "not found") ?? errors[0] ?? notFound("no resolve hosts");
}

interface Circumstances {
  readonly scopes: readonly string[];
  readonly attempts: number;
}

/** HEAD comes first: registries count a GET of a manifest as a pull, also when nothing has changed since the last one. */
async function resolveAt(
  ctx: Context,
  endpoint: Endpoint,
  reference: Reference,
  circumstances: Circumstances,
): Promise<Descriptor> {
  const path = `manifests/${reference.digest || reference.tag}`;
  const request = { path, headers: { accept: acceptDocument() }, ...circumstances };
  const head = await endpoint.request(ctx, { method: "HEAD", ...request });
  await head.discard();
  const found = head.status === 200 ? fromHead(head, reference) : undefined;
  if (found !== undefined) {
    return found;
  }
  if (head.status === 404) {
    throw notFound(formatReference(reference));
  }
  // Some registries do not answer HEAD well, and none explains its refusal in one.
  const attempts = isTransientStatus(head.status) ? 1 : circumstances.attempts;
  return fromDocument(await endpoint.request(ctx, { method: "GET", ...request, attempts }), reference);
}

/** Undefined when the head says too little, or a type that only the document can correct. */
function fromHead(response: HttpResponse, reference: Reference): Descriptor | undefined {
  const digest = reference.digest || (response.headers.get("docker-content-digest") ?? "");
  const length = response.headers.get("content-length");
  const [type = ""] = (response.headers.get("content-type") ?? "").split(";", 1);
  const mediaType = type.trim().toLowerCase();
  const isKnown = isManifest(mediaType) || isIndex(mediaType);
  if (digest === "" || length === null || !/^[1-9][0-9]*$/.test(length) || !isKnown) {
    return undefined;
  }
  parseDigest(digest);
  checkSize(Number(length), reference);
  return { mediaType, digest, size: Number(length) };
}

async function fromDocument(response: HttpResponse, reference: Reference): Promise<Descriptor> {
  if (response.status === 404) {
    await response.discard();
    throw notFound(formatReference(reference));
  }
  if (response.status !== 200) {
    throw await unexpectedStatus(response);
  }
  const bytes = await readBytes(response, maxDocumentBytes + 1);
  checkSize(bytes.length, reference);
  const digest = reference.digest || digestOf(bytes);
  const mediaType = readMediaType(bytes, formatReference(reference));
  return { mediaType, digest, size: bytes.length };
}

function checkSize(size: number, reference: Reference): void {
  if (size > maxDocumentBytes) {
    throw failedPrecondition(`rejecting ${size} byte manifest for ${formatReference(reference)}`);
  }
}
