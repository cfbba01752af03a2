// A metadata database over real stores: blobs on disk and the native snapshotter.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { background, type Scoped } from "../../../src/context/index.ts";
import type { Any } from "../../../src/core/any.ts";
import type { BlobStore } from "../../../src/core/blob.ts";
import type { NewContainer } from "../../../src/core/container.ts";
import type { CommitOptions } from "../../../src/core/content.ts";
import type { EventBody } from "../../../src/core/event.ts";
import type { NewImage } from "../../../src/core/image.ts";
import type { Metadata } from "../../../src/core/metadata.ts";
import type { Snapshotter } from "../../../src/core/snapshotter.ts";
import { messageOf } from "../../../src/errors/index.ts";
import { NativeSnapshotter } from "../../../src/snapshotters/native/native.ts";
import { DiskBlobs } from "../../../src/stores/content/blobs.ts";
import { type MetadataOptions, openMetadata } from "../../../src/stores/metadata/metadata.ts";

export interface Published {
  readonly namespace: string;
  readonly topic: string;
  readonly body: EventBody;
}

export interface Rig extends AsyncDisposable {
  readonly root: string;
  readonly metadata: Metadata;
  readonly blobs: BlobStore;
  readonly native: Snapshotter;
  readonly published: Published[];
  /** Opens the same files again, as after a restart. */
  reopen(): Promise<void>;
  close(): Promise<void>;
  open(): Promise<void>;
}

export const ctx: Scoped = background("default");

/** Makes a database in a temporary directory, which is removed when it is disposed. */
export async function openRig(options: Partial<MetadataOptions> = {}): Promise<Rig> {
  const root = mkdtempSync(join(tmpdir(), "metadata-"));
  try {
    return await openRigIn(root, options);
  } catch (error) {
    rmSync(root, { recursive: true });
    throw error;
  }
}

async function openRigIn(root: string, options: Partial<MetadataOptions>): Promise<Rig> {
  const blobs = await DiskBlobs.open(join(root, "content"));
  const native = await NativeSnapshotter.open(join(root, "native"));
  const published: Published[] = [];
  const open = () =>
    openMetadata({
      path: join(root, "meta.db"),
      blobs,
      snapshotters: new Map([["native", native]]),
      defaultSnapshotter: "native",
      publish: (namespace, topic, body) => published.push({ namespace, topic, body: body as EventBody }),
      ...options,
    });
  let metadata = await open();
  const close = async () => {
    await metadata[Symbol.asyncDispose]();
  };
  const openAgain = async () => {
    metadata = await open();
  };
  return {
    root,
    get metadata() {
      return metadata;
    },
    blobs,
    native,
    published,
    async reopen() {
      await close();
      await openAgain();
    },
    close,
    open: openAgain,
    async [Symbol.asyncDispose]() {
      await close();
      rmSync(root, { recursive: true });
    },
  };
}

/** The error text that a client would see. */
export async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return messageOf(error);
  }
  throw new Error("was not refused");
}

export function digestOf(text: string): string {
  return `sha256:${new Bun.CryptoHasher("sha256").update(text).digest("hex")}`;
}

export async function put(
  metadata: Metadata,
  text: string,
  options: CommitOptions = {},
  scope: Scoped = ctx,
): Promise<string> {
  await using writer = await metadata.content.writer(scope, { ref: `put-${text}` });
  await writer.write(Buffer.from(text));
  return await writer.commit(scope, options);
}

export function newImage(name: string, target: string, labels: Record<string, string> = {}): NewImage {
  const mediaType = "application/vnd.oci.image.manifest.v1+json";
  return { name, labels, target: { mediaType, digest: target, size: 7 } };
}

export const spec: Any = {
  typeUrl: "types.containerd.io/opencontainers/runtime-spec/1/Spec",
  value: new TextEncoder().encode('{"ociVersion":"1.0.2"}'),
};

export function newContainer(id: string, change: Partial<NewContainer> = {}): NewContainer {
  return {
    id,
    labels: {},
    image: "docker.io/library/busybox:latest",
    runtime: { name: "io.containerd.runc.v2" },
    spec,
    snapshotter: "",
    snapshotKey: "",
    sandbox: "",
    extensions: {},
    ...change,
  };
}
