// Puts the stores over the metadata database together.
import type { BlobStore } from "../../core/blob.ts";
import type { Events } from "../../core/event.ts";
import type { Metadata } from "../../core/metadata.ts";
import type { Snapshotter } from "../../core/snapshotter.ts";
import { type Log, silent } from "../../log/index.ts";
import { ChangeQueue } from "./change-queue.ts";
import { Collection } from "./collection.ts";
import { Containers } from "./containers.ts";
import { Content } from "./content.ts";
import { openReader, prepareDatabase } from "./database.ts";
import { filesOf } from "./files.ts";
import { Images } from "./images.ts";
import { InUse } from "./in-use.ts";
import { Leases } from "./leases.ts";
import { Leftovers } from "./leftovers.ts";
import { Namespaces } from "./namespaces.ts";
import { RecentObjects } from "./recent-objects.ts";
import { Sandboxes } from "./sandboxes.ts";
import { Sharing, type SharingPolicy } from "./sharing.ts";
import { SnapshotRows } from "./snapshot-rows.ts";
import { AllSnapshots } from "./snapshots.ts";

/** What the metadata is kept in, and how. */
export interface MetadataOptions {
  /** Path of the database file, whose directory must exist. */
  readonly path: string;
  readonly blobs: BlobStore;
  readonly snapshotters: ReadonlyMap<string, Snapshotter>;
  readonly publish: Events["publish"];
  readonly sharing?: SharingPolicy;
  /** The snapshotter that an empty name means; `overlayfs` unless given. */
  readonly defaultSnapshotter?: string;
  readonly log?: Log;
  /** Called when the database Worker is gone, so that the daemon must end. Unless given, the cause is thrown where nobody catches it. */
  readonly onDeath?: (cause: Error) => void;
}

/** Opens the database, or makes it. Throws as `prepareDatabase` does. */
export async function openMetadata(options: MetadataOptions): Promise<Metadata & AsyncDisposable> {
  const { path, blobs, snapshotters, publish, log = silent } = options;
  prepareDatabase(path);
  const database = openReader(path);
  const changes = new ChangeQueue({ path, publish, log, onDeath: options.onDeath ?? throwUncaught });
  const objects = new RecentObjects(database);
  const rows = new SnapshotRows(database);
  const leftovers = new Leftovers(filesOf({ database, blobs, snapshotters }), log);
  const inUse = new InUse();
  const collection = new Collection(changes, inUse, leftovers);
  const collect = (): Promise<unknown> => collection.collect();
  const sharing = new Sharing(options.sharing ?? "shared", database, objects, blobs);
  return {
    namespaces: new Namespaces(objects, changes, leftovers),
    images: new Images(objects, changes, collect),
    containers: new Containers(objects, changes),
    sandboxes: new Sandboxes(objects, changes),
    leases: new Leases(database, objects, changes, collect),
    content: new Content({ objects, changes, blobs, sharing, inUse, leftovers }),
    snapshots: new AllSnapshots(snapshotters, options.defaultSnapshotter ?? "overlayfs", {
      rows,
      changes,
      leftovers,
    }),
    collectable: collection,
    async [Symbol.asyncDispose]() {
      await collection.idle();
      database.close();
      await changes[Symbol.asyncDispose]();
    },
  };
}

function throwUncaught(cause: Error): void {
  queueMicrotask(() => {
    throw cause;
  });
}
