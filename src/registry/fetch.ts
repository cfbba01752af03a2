// Bytes of a blob or manifest, resumed where a connection broke off. What is read is not verified here.
// Source: distribution-spec, pulling blobs; containerd core/remotes/docker/fetcher.go.
import { type Context, throwIfAborted } from "../context/index.ts";
import type { Descriptor } from "../core/descriptor.ts";
import { failedPrecondition, kindOf, notFound, unavailable } from "../errors/index.ts";
import { isIndex, isManifest } from "../oci/media-type.ts";
import { acceptDocument } from "./accept.ts";
import type { Endpoint, EndpointRequest } from "./endpoint.ts";
import { openForeign } from "./foreign-layer.ts";
import { attemptsAt, backoff, isDropped, maxAttempts, pause } from "./retry.ts";
import type { HttpResponse, Timeouts } from "./round-trip.ts";
import { unexpectedStatus } from "./unexpected-status.ts";

/** How often a blob is resumed: a server that breaks off after every few bytes must not hold a pull for ever. */
const maxResumes = 64;

export interface Source {
  readonly endpoints: readonly Endpoint[];
  readonly scopes: readonly string[];
  readonly timeouts: Timeouts;
}

/** Yields the bytes from `offset` to the end of the descriptor: never fewer and never more. */
export async function* fetchBlob(
  ctx: Context,
  source: Source,
  descriptor: Descriptor,
  offset: number,
): AsyncGenerator<Uint8Array> {
  let position = offset;
  let failures = 0;
  for (let resumes = 0; ; resumes++) {
    const before = position;
    const response = await open(ctx, source, descriptor, position);
    try {
      for await (const chunk of read(response, descriptor, position)) {
        position += chunk.length;
        yield chunk;
      }
      return;
    } catch (error) {
      throwIfAborted(ctx);
      failures = position > before ? 1 : failures + 1;
      if (!isDropped(error)) {
        throw error;
      }
      if (failures >= maxAttempts || resumes >= maxResumes) {
        throw brokeOff(descriptor, position, error);
      }
      await pause(ctx, backoff(failures));
    }
  }
}

function brokeOff({ digest, size }: Descriptor, position: number, cause: unknown): Error {
  return unavailable(`fetch of ${digest} broke off at ${position} of ${size} bytes`, { cause });
}

/** The part of the body from `position` on. A server that ignores ranges sends the whole blob: its beginning is skipped. */
async function* read(
  response: HttpResponse,
  descriptor: Descriptor,
  position: number,
): AsyncGenerator<Uint8Array> {
  let at = startOf(response, position);
  for await (const chunk of response.body()) {
    const wanted = chunk.subarray(Math.max(0, position - at));
    at += chunk.length;
    if (at > descriptor.size) {
      throw failedPrecondition(
        `${descriptor.digest}: registry has more than the ${descriptor.size} bytes promised`,
      );
    }
    if (wanted.length > 0) {
      yield wanted;
    }
  }
  if (at < descriptor.size) {
    throw wrongSize(descriptor, at);
  }
}

/** Where the body begins when the bytes from `position` on were asked for. */
function startOf(response: HttpResponse, position: number): number {
  return response.status === 206 ? position : 0;
}

function wrongSize({ digest, size }: Descriptor, found: number): Error {
  return failedPrecondition(`${digest}: registry has ${found} bytes, ${size} were promised`);
}

/** Asks each host that may be pulled from, then the URLs of a layer that may not be distributed. */
async function open(
  ctx: Context,
  source: Source,
  descriptor: Descriptor,
  offset: number,
): Promise<HttpResponse> {
  const hosts = source.endpoints.filter(({ host }) => host.capabilities.has("pull"));
  const isDocument = isManifest(descriptor.mediaType) || isIndex(descriptor.mediaType);
  const path = `${isDocument ? "manifests" : "blobs"}/${descriptor.digest}`;
  const { mediaType } = descriptor;
  const accept = isDocument ? acceptDocument(mediaType) : [mediaType, "*/*"].filter(Boolean).join(", ");
  const errors: unknown[] = [];
  for (const [position, endpoint] of hosts.entries()) {
    try {
      const attempts = attemptsAt(position, hosts);
      const request = { method: "GET", path, headers: { accept }, scopes: source.scopes, attempts } as const;
      return await expectBytes(await requestFrom(ctx, endpoint, request, offset), descriptor, offset);
    } catch (error) {
      throwIfAborted(ctx);
      errors.push(error);
    }
  }
  const foreign = await openForeign(ctx, descriptor, offset, source.timeouts);
  if (foreign !== undefined) {
    return await expectBytes(foreign, descriptor, offset);
  }
  throw errors.find((error) => kindOf(error) !== "not found") ?? errors[0] ?? notFound("no pull hosts");
}

/** Asks for the bytes from `offset` on, or for the whole blob where the server cannot answer that. */
async function requestFrom(
  ctx: Context,
  endpoint: Endpoint,
  request: EndpointRequest,
  offset: number,
): Promise<HttpResponse> {
  if (offset === 0) {
    return await endpoint.request(ctx, request);
  }
  const headers = { ...request.headers, range: `bytes=${offset}-` };
  const response = await endpoint.request(ctx, { ...request, headers });
  if (!refusesRange(response, offset)) {
    return response;
  }
  await response.discard();
  return await endpoint.request(ctx, request);
}

/** Range not satisfiable, a proxy that takes Range for a bad request, or a range other than the one that was asked for. */
function refusesRange(response: HttpResponse, offset: number): boolean {
  const start = /^bytes ([0-9]+)-/.exec(response.headers.get("content-range") ?? "")?.[1];
  const isOther = response.status === 206 && start !== undefined && Number(start) !== offset;
  return isOther || [400, 416, 501].includes(response.status);
}

/**
 * The response if it can be what was asked for. Its head is compared with the descriptor before a byte is stored: a mirror
 * that answers with a page of its own must not keep the next host from being asked.
 */
async function expectBytes(
  response: HttpResponse,
  descriptor: Descriptor,
  offset: number,
): Promise<HttpResponse> {
  if (response.status !== 200 && response.status !== 206) {
    const fault = await unexpectedStatus(response);
    throw response.status === 404 ? notFound(`content ${descriptor.digest}`, { cause: fault }) : fault;
  }
  const length = response.headers.get("content-length");
  const end = startOf(response, offset) + Number(length);
  if (length !== null && end !== descriptor.size) {
    await response.discard();
    throw wrongSize(descriptor, end);
  }
  return response;
}
