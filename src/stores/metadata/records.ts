// The record of each kind of object: everything about it but its name and its labels, which have rows of their own.
import type { Any } from "../../core/any.ts";
import type { Digest } from "../../core/digest.ts";
import type { Labels } from "../../core/labels.ts";
import type { Timestamp } from "../../core/time.ts";
import { type RecordCodec, recordCodec, stored } from "./record.ts";

/** Of a namespace only name and labels are known. */
export type NamespaceRecord = Readonly<Record<never, never>>;

/** The target of an image, and its times. */
export interface ImageRecord {
  readonly mediaType: string;
  readonly digest: Digest;
  /** Bytes of the target. */
  readonly size: number;
  readonly annotations: Labels;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}

/** A container. Its spec and its options are kept byte for byte. */
export interface ContainerRecord {
  readonly image: string;
  readonly runtime: string;
  readonly runtimeOptions: Any | undefined;
  readonly spec: Any;
  readonly snapshotter: string;
  readonly snapshotKey: string;
  readonly sandbox: string;
  readonly extensions: Readonly<Record<string, Any>>;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}

/** A sandbox. Its spec and its options are kept byte for byte. */
export interface SandboxRecord {
  readonly runtime: string;
  readonly runtimeOptions: Any | undefined;
  readonly spec: Any | undefined;
  readonly sandboxer: string;
  readonly extensions: Readonly<Record<string, Any>>;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}

/** A blob that a namespace has. */
export interface ContentRecord {
  /** Bytes. */
  readonly size: number;
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
}

/** An ingest that is not committed. */
export interface IngestRecord {
  /** The ref by which the blob store knows it. */
  readonly backendRef: string;
  /** The digest of a blob that is there already and only needs to be committed in this namespace; empty otherwise. */
  readonly expected: Digest;
}

/** A lease. What it protects are its references. */
export interface LeaseRecord {
  readonly createdAt: Timestamp;
}

/** A snapshot. Number, kind and parent are in a table of their own, where the drivers' side of it is found. */
export interface SnapshotRecord {
  readonly createdAt: Timestamp;
  readonly updatedAt: Timestamp;
  /** Bytes of its own layer, known since its commit. */
  readonly size: number;
  /** Inodes of its own layer, known since its commit. */
  readonly inodes: number;
}

/** The record of each kind. */
export interface Records {
  readonly namespace: NamespaceRecord;
  readonly image: ImageRecord;
  readonly container: ContainerRecord;
  readonly sandbox: SandboxRecord;
  readonly content: ContentRecord;
  readonly ingest: IngestRecord;
  readonly lease: LeaseRecord;
  readonly snapshot: SnapshotRecord;
}

/** What objects of the database are. */
export type RecordKind = keyof Records;

const { text, natural, time, any, optional, map } = stored;

const codecs: { readonly [K in RecordKind]: RecordCodec<Records[K]> } = {
  namespace: recordCodec<NamespaceRecord>({}),
  image: recordCodec<ImageRecord>({
    mediaType: text,
    digest: text,
    size: natural,
    annotations: map(text),
    createdAt: time,
    updatedAt: time,
  }),
  container: recordCodec<ContainerRecord>({
    image: text,
    runtime: text,
    runtimeOptions: optional(any),
    spec: any,
    snapshotter: text,
    snapshotKey: text,
    sandbox: text,
    extensions: map(any),
    createdAt: time,
    updatedAt: time,
  }),
  sandbox: recordCodec<SandboxRecord>({
    runtime: text,
    runtimeOptions: optional(any),
    spec: optional(any),
    sandboxer: text,
    extensions: map(any),
    createdAt: time,
    updatedAt: time,
  }),
  content: recordCodec<ContentRecord>({ size: natural, createdAt: time, updatedAt: time }),
  ingest: recordCodec<IngestRecord>({ backendRef: text, expected: text }),
  lease: recordCodec<LeaseRecord>({ createdAt: time }),
  snapshot: recordCodec<SnapshotRecord>({ createdAt: time, updatedAt: time, size: natural, inodes: natural }),
};

/** The bytes that are stored of a record. */
export function encodeRecord<K extends RecordKind>(kind: K, record: Records[K]): Uint8Array {
  return codecs[kind].encode(record);
}

/** Data loss when the bytes are no record of the kind: `record of image "x": size: must be an integer of at least 0, …`. */
export function decodeRecord<K extends RecordKind>(kind: K, key: string, bytes: Uint8Array): Records[K] {
  return codecs[kind].decode(bytes, `record of ${kind} ${JSON.stringify(key)}`);
}
