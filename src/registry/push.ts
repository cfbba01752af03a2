// Uploads: blobs in one streamed request, manifests whole. Source: distribution-spec pushing; containerd
// core/remotes/docker/pusher.go.
import { type Context, throwIfAborted } from "../context/index.ts";
import type { Descriptor } from "../core/descriptor.ts";
import type { Digest } from "../core/digest.ts";
import type { PushTarget } from "../core/registry.ts";
import { isKind, notFound, unavailable } from "../errors/index.ts";
import { isIndex, isManifest } from "../oci/media-type.ts";
import { hostName, type Reference } from "../oci/reference.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Answer, Body } from "./exchange.ts";
import { statusFault } from "./failure.ts";
import { mountCandidate, sourceLabel } from "./mount-source.ts";
import { delayAfter, isDropped, maxAttempts, pause } from "./retry.ts";
import { pullScope } from "./scope.ts";

type Read = (offset: number) => AsyncIterable<Uint8Array>;

export class Pusher implements PushTarget {
  readonly #endpoint: Endpoint;
  readonly #reference: Reference;
  readonly #scopes: readonly string[];
  readonly #tagged: Digest | undefined;

  /** The manifest with the digest `tagged` gets the reference's tag; others are put by digest. */
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
    const answer = await this.#request(ctx, "HEAD", this.#path(descriptor), {
      headers: { accept: [descriptor.mediaType, "*/*"].filter(Boolean).join(", ") },
    });
    await answer.discard();
    if (answer.status === 404) {
      return false;
    }
    if (answer.status !== 200) {
      throw await statusFault(answer);
    }
    const isTagged = this.#path(descriptor).endsWith(descriptor.digest) === false;
    return !isTagged || answer.headers.get("docker-content-digest") === descriptor.digest;
  }

  async push(ctx: Context, descriptor: Descriptor, read: Read): Promise<void> {
    const body: Body = { size: descriptor.size, open: () => read(0) };
    if (isDocument(descriptor)) {
      const headers = { "content-type": descriptor.mediaType };
      await expectCreated(await this.#request(ctx, "PUT", this.#path(descriptor), { headers, body }));
      return;
    }
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#upload(ctx, descriptor, body);
      } catch (error) {
        throwIfAborted(ctx);
        if (attempt >= maxAttempts || !(isDropped(error) || isKind(error, "unavailable"))) {
          throw error;
        }
        await pause(ctx, delayAfter(attempt, null));
      }
    }
  }

  async #upload(ctx: Context, descriptor: Descriptor, body: Body): Promise<void> {
    const started =
      (await this.#mount(ctx, descriptor)) ?? (await this.#request(ctx, "POST", "blobs/uploads/", {}));
    if (started.status === 201) {
      await started.discard();
      return;
    }
    const url = await uploadUrl(started);
    const headers = { "content-type": "application/octet-stream" };
    await expectCreated(
      await this.#request(ctx, "PUT", url, {
        headers,
        body,
        query: { digest: descriptor.digest },
        attempts: 1,
      }),
    );
  }

  /** Asks to take the blob from another repository of the same registry, where its labels say that it came from. */
  async #mount(ctx: Context, descriptor: Descriptor): Promise<Answer | undefined> {
    const { host, repository } = this.#reference;
    const from = mountCandidate(descriptor.annotations?.[sourceLabel(hostName(host))] ?? "", repository);
    if (from === undefined) {
      return undefined;
    }
    const query = { mount: descriptor.digest, from };
    const scopes = [...this.#scopes, pullScope(from)];
    const answer = await this.#request(ctx, "POST", "blobs/uploads/", { query, scopes }).catch(
      () => undefined,
    );
    if (answer?.status === 201 || answer?.status === 202) {
      return answer;
    }
    await answer?.discard();
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
    method: "HEAD" | "POST" | "PUT",
    path: string | URL,
    extra: {
      headers?: Record<string, string>;
      query?: Record<string, string>;
      body?: Body;
      scopes?: readonly string[];
      attempts?: number;
    },
  ): Promise<Answer> {
    return this.#endpoint.request(ctx, {
      method,
      path,
      scopes: this.#scopes,
      attempts: maxAttempts,
      ...extra,
    });
  }
}

function isDocument({ mediaType }: Descriptor): boolean {
  return isManifest(mediaType) || isIndex(mediaType);
}

async function uploadUrl(started: Answer): Promise<URL> {
  if (started.status >= 400) {
    throw await statusFault(started);
  }
  await started.discard();
  const location = started.headers.get("location") ?? "";
  if (![200, 202, 204].includes(started.status) || !URL.canParse(location, started.url.href)) {
    throw unavailable("the registry did not say where to upload");
  }
  return new URL(location, started.url);
}

async function expectCreated(answer: Answer): Promise<void> {
  if (![200, 201, 202, 204].includes(answer.status)) {
    throw await statusFault(answer);
  }
  await answer.discard();
}
