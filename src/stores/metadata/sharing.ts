// Decides whether a namespace may have a blob of another one without bringing its bytes. Source: containerd plugins/metadata/plugin.go.
import type { Database } from "bun:sqlite";
import type { BlobStore } from "../../core/blob.ts";
import type { Digest } from "../../core/digest.ts";
import { isKind } from "../../errors/index.ts";
import type { Objects } from "./objects.ts";

/**
 * `shared`: a client may have every blob whose digest it knows. `isolated`: it must bring the bytes, unless a namespace that has
 * the blob is labelled as shareable.
 */
export type SharingPolicy = "shared" | "isolated";

/** The rule of who may have a blob. */
export class Sharing {
  readonly #policy: SharingPolicy;
  readonly #objects: Objects;
  readonly #blobs: BlobStore;
  readonly #shareable;

  constructor(policy: SharingPolicy, database: Database, objects: Objects, blobs: BlobStore) {
    this.#policy = policy;
    this.#objects = objects;
    this.#blobs = blobs;
    this.#shareable = database.query<unknown, [Digest]>(
      `SELECT 1 FROM object AS content
       JOIN object AS namespace
         ON namespace.namespace = '' AND namespace.kind = 'namespace' AND namespace.key = content.namespace
       JOIN label
         ON label.object = namespace.id AND label.key = 'containerd.io/namespace.shareable' AND value = 'true'
       WHERE content.kind = 'content' AND content.key = ?`,
    );
  }

  /** The size in bytes of a blob that the namespace does not have and may share; undefined where its bytes must be written. */
  async sizeOf(namespace: string, digest: Digest, total: number): Promise<number | undefined> {
    if (digest === "" || this.#objects.has(namespace, "content", digest) || !this.#allows(digest)) {
      return undefined;
    }
    try {
      const { size } = await this.#blobs.info(digest);
      return total === 0 || total === size ? size : undefined;
    } catch (error) {
      if (isKind(error, "not found", "invalid argument")) {
        return undefined;
      }
      throw error;
    }
  }

  #allows(digest: Digest): boolean {
    return this.#policy === "shared" || this.#shareable.get(digest) !== null;
  }
}
