// From a name to a descriptor: the only point at which a registry is trusted rather than checked.
// Source: containerd core/remotes/docker/resolver.go.
import type { Context } from "../context/index.ts";
import type { Descriptor } from "../core/descriptor.ts";
import { type Digest, parseDigest } from "../core/digest.ts";
import { failedPrecondition, kindOf, notFound } from "../errors/index.ts";
import { digestOf } from "../oci/digest.ts";
import { maxDocumentBytes } from "../oci/manifest.ts";
import { mediaTypes } from "../oci/media-type.ts";
import { formatReference, type Reference } from "../oci/reference.ts";
import type { Endpoint } from "./endpoint.ts";
import { type Answer, bytesOf } from "./exchange.ts";
import { statusFault } from "./failure.ts";
import { attemptsAt, isTransientStatus } from "./retry.ts";

const accept = [
  mediaTypes.dockerManifest,
  mediaTypes.dockerManifestList,
  mediaTypes.manifest,
  mediaTypes.index,
  "*/*",
].join(", ");

/** Asks each host in turn. Not found: the reference. Otherwise the error of the host that came furthest. */
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

async function resolveAt(
  ctx: Context,
  endpoint: Endpoint,
  reference: Reference,
  circumstances: Circumstances,
): Promise<Descriptor> {
  const path = `manifests/${reference.digest || reference.tag}`;
  const request = { path, headers: { accept }, ...circumstances };
  const head = await endpoint.request(ctx, { method: "HEAD", ...request });
  await head.discard();
  const found = head.status === 200 ? readHead(head, reference) : undefined;
  if (found !== undefined) {
    return found;
  }
  if (head.status === 404) {
    throw notFound(formatReference(reference));
  }
  // Some registries do not answer HEAD well, and none explains itself in one.
  const attempts = isTransientStatus(head.status) ? 1 : circumstances.attempts;
  return readWhole(await endpoint.request(ctx, { method: "GET", ...request, attempts }), reference);
}

/** Undefined when the head alone does not say enough. */
function readHead(answer: Answer, reference: Reference): Descriptor | undefined {
  const digest = reference.digest || (answer.headers.get("docker-content-digest") ?? "");
  const length = answer.headers.get("content-length");
  if (digest === "" || length === null || !/^[1-9][0-9]*$/.test(length)) {
    return undefined;
  }
  parseDigest(digest);
  return describe(answer, reference, digest, Number(length));
}

async function readWhole(answer: Answer, reference: Reference): Promise<Descriptor> {
  if (answer.status === 404) {
    await answer.discard();
    throw notFound(formatReference(reference));
  }
  if (answer.status !== 200) {
    throw await statusFault(answer);
  }
  const bytes = await bytesOf(answer, maxDocumentBytes + 1);
  return describe(answer, reference, reference.digest || digestOf(bytes), bytes.length);
}

function describe(answer: Answer, reference: Reference, digest: Digest, size: number): Descriptor {
  if (size > maxDocumentBytes) {
    throw failedPrecondition(`rejecting ${size} byte manifest for ${formatReference(reference)}`);
  }
  const [type = ""] = (answer.headers.get("content-type") ?? "").split(";", 1);
  return { mediaType: type.trim() === "text/plain" ? mediaTypes.dockerSchema1 : type.trim(), digest, size };
}
