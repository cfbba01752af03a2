// Bytes of a blob or manifest, resumed where a connection broke. What is read is not verified here.
// Source: distribution-spec pulling; containerd core/remotes/docker/fetcher.go.
import { type Context, throwIfAborted } from "../context/index.ts";
import type { Descriptor } from "../core/descriptor.ts";
import { failedPrecondition, kindOf, notFound, unavailable } from "../errors/index.ts";
import { isIndex, isManifest, isNonDistributable } from "../oci/media-type.ts";
import type { Endpoint } from "./endpoint.ts";
import { type Answer, exchange, type Timeouts } from "./exchange.ts";
import { statusFault } from "./failure.ts";
import { attemptsAt, delayAfter, isDropped, maxAttempts, pause } from "./retry.ts";

/** A server that breaks off after each few bytes must not hold us for ever. */
const maxResumes = 64;

export interface Source {
  readonly endpoints: readonly Endpoint[];
  readonly scopes: readonly string[];
  readonly timeouts: Timeouts;
}

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
    const answer = await open(ctx, source, descriptor, position);
    try {
      for await (const chunk of read(answer, descriptor, position)) {
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
        throw unavailable(
          `fetch of ${descriptor.digest} broke off at ${position} of ${descriptor.size} bytes`,
          {
            cause: error,
          },
        );
      }
      await pause(ctx, delayAfter(failures, null));
    }
  }
}

/** The bytes from `position` to the descriptor's end: no fewer and no more. */
async function* read(answer: Answer, descriptor: Descriptor, position: number): AsyncGenerator<Uint8Array> {
  const skip = answer.status === 206 ? 0 : position;
  checkLength(answer, descriptor, answer.status === 206 ? position : 0);
  let at = position - skip;
  for await (const chunk of answer.body()) {
    const wanted = chunk.subarray(Math.max(0, position - at));
    at += chunk.length;
    if (at > descriptor.size) {
      throw tooLong(descriptor);
    }
    if (wanted.length > 0) {
      yield wanted;
    }
  }
  if (at < descriptor.size) {
    throw failedPrecondition(
      `${descriptor.digest}: registry has ${at} bytes, ${descriptor.size} were promised`,
    );
  }
}

function tooLong({ digest, size }: Descriptor): Error {
  return failedPrecondition(`${digest}: registry has more than the ${size} bytes promised`);
}

/** What the head says is held against the descriptor before a byte is stored. */
function checkLength(answer: Answer, { digest, size }: Descriptor, start: number): void {
  const range = /^bytes ([0-9]+)-/.exec(answer.headers.get("content-range") ?? "");
  if (range !== null && Number(range[1]) !== start) {
    throw failedPrecondition(`${digest}: asked for bytes from ${start}, registry sent ${range[0]}`);
  }
  const length = answer.headers.get("content-length");
  if (length !== null && start + Number(length) !== size) {
    throw failedPrecondition(
      `${digest}: registry has ${start + Number(length)} bytes, ${size} were promised`,
    );
  }
}

async function open(ctx: Context, source: Source, descriptor: Descriptor, offset: number): Promise<Answer> {
  const hosts = source.endpoints.filter(({ host }) => host.capabilities.has("pull"));
  const isDocument = isManifest(descriptor.mediaType) || isIndex(descriptor.mediaType);
  const path = `${isDocument ? "manifests" : "blobs"}/${descriptor.digest}`;
  const range = offset > 0 ? { range: `bytes=${offset}-` } : {};
  const headers = { accept: [descriptor.mediaType, "*/*"].filter(Boolean).join(", "), ...range };
  const errors: unknown[] = [];
  for (const [position, endpoint] of hosts.entries()) {
    try {
      const attempts = attemptsAt(position, hosts);
      const request = { method: "GET", path, headers, scopes: source.scopes, attempts } as const;
      return await expectBytes(await endpoint.request(ctx, request), descriptor);
    } catch (error) {
      throwIfAborted(ctx);
      errors.push(error);
    }
  }
  const foreign = await openForeign(ctx, source, descriptor, headers);
  if (foreign !== undefined) {
    return foreign;
  }
  throw errors.find((error) => kindOf(error) !== "not found") ?? errors[0] ?? notFound("no pull hosts");
}

async function expectBytes(answer: Answer, { digest }: Descriptor): Promise<Answer> {
  if (answer.status === 200 || answer.status === 206) {
    return answer;
  }
  const fault = await statusFault(answer);
  throw answer.status === 404 ? notFound(`content ${digest}`, { cause: fault }) : fault;
}

/**
 * Layers that may not be distributed name URLs where they are. Whoever made the image chose those: nothing that is
 * anyone's secret goes there, and only layers are read (CVE-2020-15157).
 */
async function openForeign(
  ctx: Context,
  source: Source,
  descriptor: Descriptor,
  headers: Readonly<Record<string, string>>,
): Promise<Answer | undefined> {
  const urls = isNonDistributable(descriptor.mediaType) ? (descriptor.urls ?? []) : [];
  for (const url of urls.filter((text) => URL.canParse(text) && /^https?:/.test(text))) {
    const call = { method: "GET", url: new URL(url), headers: new Headers(headers) };
    const answer = await exchange(ctx, call, source.timeouts).catch(() => undefined);
    if (answer?.status === 200 || answer?.status === 206) {
      return answer;
    }
    await answer?.discard();
  }
  return undefined;
}
