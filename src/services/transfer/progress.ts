// Tells a client what happens while a transfer runs: blobs wait, move and complete, and layers are extracted.
// Source: containerd core/transfer/local/progress.go.
import type { Descriptor } from "../../core/descriptor.ts";
import type { Digest } from "../../core/digest.ts";
import type { Progress } from "../../core/transfer.ts";
import { ingestRef } from "../../oci/manifest-descriptor.ts";

export type Report = (progress: Progress) => void;

/** Milliseconds between two reports of the bytes of one blob. */
const interval = 100;

interface Job {
  readonly descriptor: Descriptor;
  readonly parents: readonly string[];
  reportedAt: number;
}

export class Tracker {
  readonly #root: string;
  readonly #moving: "downloading" | "uploading";
  readonly #report: Report;
  readonly #jobs = new Map<Digest, Job>();
  readonly #parents = new Map<Digest, string[]>();

  /** `root` is the name of the image, which is told as the parent of whatever has no other. */
  constructor(root: string, moving: "downloading" | "uploading", report: Report) {
    this.#root = root;
    this.#moving = moving;
    this.#report = report;
  }

  /** Tells a sentence about the whole transfer, or about the image `name`. */
  say(event: string, name = "", descriptor?: Descriptor): void {
    this.#report({ event, name, parents: [], progress: 0, total: 0, descriptor });
  }

  addChildren(parent: Descriptor, children: readonly Descriptor[]): void {
    for (const { digest } of children) {
      const parents = this.#parents.get(digest) ?? [];
      parents.push(ingestRef(parent));
      this.#parents.set(digest, parents);
    }
  }

  waiting(descriptor: Descriptor): void {
    if (!this.#jobs.has(descriptor.digest)) {
      this.#tell(descriptor, "waiting", 0);
    }
  }

  /** The bytes from `offset` on are asked for: what stands still from here on is noticed, although no byte has come. */
  begun(descriptor: Descriptor, offset: number): void {
    this.#tell(descriptor, this.#moving, offset);
  }

  moved(descriptor: Descriptor, bytes: number): void {
    this.#tellSometimes(descriptor, this.#moving, bytes);
  }

  complete(descriptor: Descriptor): void {
    this.#tell(descriptor, "complete", descriptor.size);
  }

  exists(descriptor: Descriptor): void {
    this.#tell(descriptor, "already exists", descriptor.size);
  }

  extracting(descriptor: Descriptor, bytes: number): void {
    this.#tellSometimes(descriptor, "extracting", bytes);
  }

  extracted(descriptor: Descriptor): void {
    this.#tell(descriptor, "extracted", descriptor.size);
  }

  #tellSometimes(descriptor: Descriptor, event: string, bytes: number): void {
    if (performance.now() - this.#job(descriptor).reportedAt >= interval) {
      this.#tell(descriptor, event, bytes);
    }
  }

  #tell(descriptor: Descriptor, event: string, progress: number): void {
    const job = this.#job(descriptor);
    job.reportedAt = performance.now();
    const { parents } = job;
    this.#report({
      event,
      name: ingestRef(descriptor),
      parents,
      progress,
      total: descriptor.size,
      descriptor: job.descriptor,
    });
  }

  #job(descriptor: Descriptor): Job {
    const known = this.#jobs.get(descriptor.digest);
    if (known !== undefined) {
      return known;
    }
    const parents = this.#parents.get(descriptor.digest) ?? [this.#root];
    const job = { descriptor, parents, reportedAt: 0 };
    this.#jobs.set(descriptor.digest, job);
    return job;
  }
}
