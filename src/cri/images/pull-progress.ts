// How far a pull is, for events and for status.
import type { Digest } from "../../core/digest.ts";
import type { Events } from "../../core/event.ts";
import type { Progress } from "../../core/transfer.ts";
import { messageOf } from "../../errors/index.ts";
import { isLayer } from "../../oci/media-type.ts";

/** The topic of its events. It is not below `/images/`, whose subscribers know no messages but containerd's. */
const pullTopic = "/pulls/progress";

/** Milliseconds between two events of a pull, unless its state changes. */
const interval = 500;

type PullState = "resolving" | "downloading" | "unpacking" | "complete" | "failed";
type BlobState = "waiting" | "downloading" | "downloaded" | "unpacking" | "unpacked";

/** What a layer's state is after an event of the transfer. */
const blobStates: Readonly<Record<string, BlobState>> = {
  waiting: "waiting",
  downloading: "downloading",
  complete: "downloaded",
  "already exists": "downloaded",
  extracting: "unpacking",
  extracted: "unpacked",
};

interface Blob {
  readonly digest: Digest;
  readonly isLayer: boolean;
  readonly total: number;
  state: BlobState;
  bytes: number;
}

/** A pull as it stands. */
export interface PullStatus {
  readonly image: string;
  readonly state: PullState;
  /** Bytes that are there, of `total` that are known of so far. */
  readonly bytes: number;
  readonly total: number;
  readonly layers: readonly {
    readonly digest: Digest;
    readonly state: BlobState;
    readonly bytes: number;
    readonly total: number;
  }[];
  /** Empty unless the pull has failed. */
  readonly error: string;
}

/** Follows one pull, and publishes how it goes. */
export class PullProgress {
  readonly #image: string;
  readonly #events: Events;
  readonly #namespace: string;
  readonly #blobs = new Map<Digest, Blob>();
  #end: { readonly state: "complete" | "failed"; readonly error: string } | undefined;
  #publishedAt = Number.NEGATIVE_INFINITY;
  #publishedState: PullState | undefined;

  constructor(image: string, events: Events, namespace: string) {
    this.#image = image;
    this.#events = events;
    this.#namespace = namespace;
    this.#publish();
  }

  note({ event, progress, descriptor }: Progress): void {
    const state = blobStates[event];
    if (state === undefined || descriptor === undefined) {
      return;
    }
    const { digest, size, mediaType } = descriptor;
    const blob = this.#blobs.get(digest) ?? {
      digest,
      isLayer: isLayer(mediaType),
      total: size,
      state,
      bytes: 0,
    };
    this.#blobs.set(digest, blob);
    blob.state = state;
    // The progress of unpacking counts other bytes than the blob's.
    const isPartial = state === "waiting" || state === "downloading";
    blob.bytes = isPartial ? Math.min(progress, size) : size;
    const isDue = performance.now() - this.#publishedAt >= interval;
    if (isDue || this.#state !== this.#publishedState) {
      this.#publish();
    }
  }

  /** The image is there whole. */
  complete(): void {
    this.#finish({ state: "complete", error: "" });
  }

  fail(error: unknown): void {
    this.#finish({ state: "failed", error: messageOf(error) });
  }

  get status(): PullStatus {
    const blobs = [...this.#blobs.values()];
    return {
      image: this.#image,
      state: this.#state,
      bytes: sum(blobs.map(({ bytes }) => bytes)),
      total: sum(blobs.map(({ total }) => total)),
      layers: blobs
        .filter((blob) => blob.isLayer)
        .map(({ digest, state, bytes, total }) => ({ digest, state, bytes, total })),
      error: this.#end?.error ?? "",
    };
  }

  get #state(): PullState {
    if (this.#end !== undefined) {
      return this.#end.state;
    }
    const states = [...this.#blobs.values()].map(({ state }) => state);
    if (states.length === 0) {
      return "resolving";
    }
    const isFetching = states.some((state) => state === "waiting" || state === "downloading");
    const isUnpacking = states.some((state) => state === "unpacking" || state === "unpacked");
    return isUnpacking && !isFetching ? "unpacking" : "downloading";
  }

  #finish(end: { readonly state: "complete" | "failed"; readonly error: string }): void {
    this.#end = end;
    this.#publish();
  }

  #publish(): void {
    const { status } = this;
    this.#publishedAt = performance.now();
    this.#publishedState = status.state;
    this.#events.publish(this.#namespace, pullTopic, { name: "ImagePullProgress", fields: { ...status } });
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
