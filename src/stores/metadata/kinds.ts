// What collections, leases and namespaces need to know of each kind of object, a row each. A new kind is a row here, its
// record in records.ts, and, where it has files, a row in files.ts. Source: containerd core/metadata/gc.go.
import type { EventBody } from "../../core/event.ts";
import type { Node } from "./objects.ts";
import type { RecordKind, Records } from "./records.ts";

/**
 * What keeps an object of a kind without anybody referring to it. `always`: clients alone delete it. `unexpired`: it lives
 * until the time it was given or the one in its label `containerd.io/gc.expire`; without either, until it is deleted.
 * `labelled`: a label that begins with `containerd.io/gc.root`. `never`: only references.
 */
export type Root = "always" | "unexpired" | "labelled" | "never";

/** An object that a collection found unreferenced. */
export interface DeadObject {
  readonly id: number;
  readonly namespace: string;
  readonly key: string;
  /** Of a snapshot only, as is `number`. */
  readonly snapshotter: string | null;
  readonly number: number | null;
}

/** An event about a removed object. */
export interface RemovalEvent {
  readonly topic: string;
  readonly body: EventBody;
}

/** How a collection removes objects of a kind. */
export interface Sweep {
  /** The name of its files, for the row of the kind in files.ts; absent where it has none. */
  readonly file?: (dead: DeadObject) => string;
  /** The event that subscribers get; absent where there is none. */
  readonly event?: (dead: DeadObject) => RemovalEvent;
}

/** The rules of one kind. */
export interface KindRules<K extends RecordKind> {
  readonly root: Root;
  /**
   * Whether labels may name its objects: `ref` by `containerd.io/gc.ref.<kind>`, which keeps the named object, `bref` by
   * `containerd.io/gc.bref.<kind>`, by which the object that has the label lives as long as the named one.
   */
  readonly labels: readonly ("ref" | "bref")[];
  /** What its record refers to. These references hold even where a flat lease follows no labels. */
  readonly references?: (record: Records[K]) => readonly Node[];
  /** The type of resource as which a lease holds its objects; absent where none can. */
  readonly leaseType?: string;
  /** What to call its objects when they keep a namespace from being deleted; absent where they do not. */
  readonly keepsNamespaceAs?: string;
  /** How a collection removes its objects; absent where it does not. */
  readonly sweep?: Sweep;
}

/** The blob store's name for an ingest. Ids are never used again, so neither are these names. */
export function backendRefOf(namespace: string, id: number, ref: string): string {
  return `${namespace}/${id}/${ref}`;
}

/** The name of a snapshot without its snapshotter's, whose id holds no slash. */
function snapshotName(key: string): string {
  return key.slice(key.indexOf("/") + 1);
}

const contentNode = (digest: string): readonly Node[] =>
  digest === "" ? [] : [{ kind: "content", key: digest }];

const image: KindRules<"image"> = {
  root: "unexpired",
  labels: ["ref", "bref"],
  references: ({ digest }) => contentNode(digest),
  leaseType: "images",
  keepsNamespaceAs: "images",
  sweep: {
    event: ({ key }) => ({ topic: "/images/delete", body: { name: "ImageDelete", fields: { name: key } } }),
  },
};

const content: KindRules<"content"> = {
  root: "labelled",
  labels: ["ref", "bref"],
  leaseType: "content",
  keepsNamespaceAs: "blobs",
  sweep: { file: ({ key }) => key },
};

const ingest: KindRules<"ingest"> = {
  root: "unexpired",
  labels: [],
  references: ({ expected }) => contentNode(expected),
  leaseType: "ingests",
  sweep: { file: ({ namespace, id, key }) => backendRefOf(namespace, id, key) },
};

const container: KindRules<"container"> = {
  root: "always",
  labels: ["bref"],
  references: ({ snapshotter, snapshotKey }) =>
    snapshotter === "" ? [] : [{ kind: "snapshot", key: `${snapshotter}/${snapshotKey}` }],
  keepsNamespaceAs: "containers",
};

const sandbox: KindRules<"sandbox"> = { root: "always", labels: [] };

/** What a lease refers to are its resources, which are added one by one. */
const lease: KindRules<"lease"> = { root: "unexpired", labels: [], sweep: {} };

/**
 * Its parent is known from the table of snapshots, not from its record. Labels and lease types name the snapshotter too:
 * `containerd.io/gc.ref.snapshot.<snapshotter>` and `snapshots/<snapshotter>`.
 */
const snapshot: KindRules<"snapshot"> = {
  root: "labelled",
  labels: ["ref", "bref"],
  leaseType: "snapshots",
  sweep: {
    file: ({ snapshotter, number }) => `${snapshotter}/${number}`,
    event: ({ key, snapshotter }) => ({
      topic: "/snapshot/remove",
      body: { name: "SnapshotRemove", fields: { key: snapshotName(key), snapshotter } },
    }),
  },
};

/** A namespace is no object of a namespace: collections do not see it. */
const namespace: KindRules<"namespace"> = { root: "always", labels: [] };

/** The rules of all kinds. */
export const kinds: { readonly [K in RecordKind]: KindRules<K> } = {
  namespace,
  image,
  content,
  ingest,
  container,
  sandbox,
  lease,
  snapshot,
};

/** All kinds. */
export const allKinds = Object.keys(kinds) as readonly RecordKind[];

/** The kinds of objects that a label of a family may name. Those that name a snapshot also name its snapshotter. */
export function kindsNamedBy(family: "ref" | "bref"): readonly RecordKind[] {
  return allKinds.filter((kind) => kinds[kind].labels.includes(family));
}
