// Uploads: a blob in one streamed request, a manifest whole. Source: distribution-spec, pushing; containerd
// core/remotes/docker/pusher.go.
import { type Context, throwIfAborted } from "../context/index.ts";
import type { Descriptor } from "../core/descriptor.ts";
import type { Digest } from "../core/digest.ts";
import type { PushTarget } from "../core/registry.ts";
import { isKind, notFound, unavailable } from "../errors/index.ts";
import { isIndex, isManifest } from "../oci/media-type.ts";
import { hostName, type Reference } from "../oci/reference.ts";
import type { Endpoint, EndpointRequest } from "./endpoint.ts";
import { mountCandidate, sourceLabel } from "./mount-source.ts";
import { backoff, delayAfter, isDropped, isTransientStatus, maxAttempts, pause } from "./retry.ts";
import type { Body, HttpResponse } from "./round-trip.ts";
import { pullScope } from "./scope.ts";
import { UnexpectedStatus, unexpectedStatus } from "./unexpected-status.ts";

type Read = (offset: number) => AsyncIterable<Uint8Array>;

export class Pusher implements PushTarget {
  readonly #endpoint: Endpoint;
  readonly #reference: Reference;
  readonly #scopes: readonly string[];
  readonly #tagged: Digest | undefined;

  /** The manifest with the digest `tagged` is put under the reference's tag; all others are put under their digests. */
  constructor(
    endpoints: readonly Endpoint[],
    reference: Reference,
    scopes: readonly string[],
    tagged: Digest | undefined,
  ) {
    const endpoint = endpoints.find(({ host }) => host.capabilities.has("push"));
    if (endpoint === undefined) {
      throw notFound("no push hosts");
    }
    this.#endpoint = endpoint;
    this.#reference = reference;
    this.#scopes = scopes;
    this.#tagged = tagged;
  }

  async exists(ctx: Context, descriptor: Descriptor): Promise<boolean> {
    const path = this.#path(descriptor);
    const headers = { accept: [descriptor.mediaType, "*/*"].filter(Boolean).join(", ") };
    const response = await this.#request(ctx, { method: "HEAD", path, headers });
    await response.discard();
    if (response.status === 404) {
      return false;
    }
    if (response.status !== 200) {
      throw await unexpectedStatus(response);
    }
    // What stands under a tag exists, but may be another manifest.
    const isTagged = !path.endsWith(descriptor.digest);
    return !isTagged || response.headers.get("docker-content-digest") === descriptor.digest;
  }

  async push(ctx: Context, descriptor: Descriptor, read: Read): Promise<void> {
    const body: Body = { size: descriptor.size, open: () => read(0) };
    if (isDocument(descriptor)) {
      const headers = { "content-type": descriptor.mediaType };
      const path = this.#path(descriptor);
      await expectCreated(await this.#request(ctx, { method: "PUT", path, headers, body }));
      return;
    }
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#upload(ctx, descriptor, body);
      } catch (error) {
        throwIfAborted(ctx);
        const delay = delayAfterFailure(error, attempt);
        if (attempt >= maxAttempts || delay === undefined) {
          throw error;
        }
        await pause(ctx, delay);
      }
    }
  }

  /** One attempt. An upload that failed cannot be continued: the next attempt starts another one. */
  async #upload(ctx: Context, descriptor: Descriptor, body: Body): Promise<void> {
    const start = { method: "POST", path: "blobs/uploads/", attempts: 1 } as const;
    const started = (await this.#mount(ctx, descriptor)) ?? (await this.#request(ctx, start));
    if (started.status === 201) {
      await started.discard();
      return;
    }
    const path = await uploadUrl(started);
    const headers = { "content-type": "application/octet-stream" };
    const query = { digest: descriptor.digest };
    const put = { method: "PUT", path, headers, query, body, attempts: 1 } as const;
    await expectCreated(await this.#request(ctx, put));
  }

  /**
   * Asks the registry to take the blob from another of its repositories, where a label says that the blob came from one.
   * Undefined when there is no such label, or the registry neither mounted the blob nor began an upload.
   */
  async #mount(ctx: Context, descriptor: Descriptor): Promise<HttpResponse | undefined> {
    const { host, repository } = this.#reference;
    const from = mountCandidate(descriptor.annotations?.[sourceLabel(hostName(host))] ?? "", repository);
    if (from === undefined) {
      return undefined;
    }
    const query = { mount: descriptor.digest, from };
    const scopes = [...this.#scopes, pullScope(from)];
    const request = { method: "POST", path: "blobs/uploads/", query, scopes } as const;
    const response = await this.#request(ctx, request).catch(() => undefined);
    if (response?.status === 201 || response?.status === 202) {
      return response;
    }
    await response?.discard();
    return undefined;
  }

  #path(descriptor: Descriptor): string {
    if (!isDocument(descriptor)) {
      return `blobs/${descriptor.digest}`;
    }
    const { tag } = this.#reference;
    const isTagged = tag !== "" && descriptor.digest === this.#tagged;
    return `manifests/${isTagged ? tag : descriptor.digest}`;
  }

  #request(
    ctx: Context,
    request: Pick<EndpointRequest, "method" | "path"> & Partial<EndpointRequest>,
  ): Promise<HttpResponse> {
    return this.#endpoint.request(ctx, { scopes: this.#scopes, attempts: maxAttempts, ...request });
  }
}

/** Milliseconds to wait before another attempt; undefined when another attempt would fail as well. */
function delayAfterFailure(error: unknown, attempt: number): number | undefined {
  if (error instanceof UnexpectedStatus) {
    return isTransientStatus(error.status) ? delayAfter(attempt, error.headers) : undefined;
  }
  return isDropped(error) || isKind(error, "unavailable") ? backoff(attempt) : undefined;
}

function isDocument({ mediaType }: Descriptor): boolean {
  return isManifest(mediaType) || isIndex(mediaType);
}

async function uploadUrl(started: HttpResponse): Promise<URL> {
  if (started.status >= 400) {
    throw await unexpectedStatus(started);
  }
  await started.discard();
  const location = started.headers.get("location") ?? "";
  if (![200, 202, 204].includes(started.status) || !URL.canParse(location, started.url.href)) {
    throw unavailable("the registry did not say where to upload");
  }
  return new URL(location, started.url);
}

async function expectCreated(response: HttpResponse): Promise<void> {
  if (![200, 201, 202, 204].includes(response.status)) {
    throw await unexpectedStatus(response);
  }
  await response.discard();
}
