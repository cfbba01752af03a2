// The parts of the daemon that transfers need, put together as its plugins do, without a socket: content, metadata, overlayfs,
// differ, registry, transfer.
import { mkdtempSync, rmSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { background, type Scoped } from "../../../src/context/index.ts";
import { KeyedLock } from "../../../src/context/keyed-lock.ts";
import { Limiter } from "../../../src/context/limiter.ts";
import type { CredentialSource } from "../../../src/core/credentials.ts";
import type { ImageVerifier } from "../../../src/core/image-verifier.ts";
import type { Metadata } from "../../../src/core/metadata.ts";
import type { Registry } from "../../../src/core/registry.ts";
import type { Snapshotter } from "../../../src/core/snapshotter.ts";
import type { Progress, RegistryEnd, StoreEnd, Transfer, TransferEnd } from "../../../src/core/transfer.ts";
import { childCommand } from "../../../src/layers/child.ts";
import { WalkingDiffer } from "../../../src/layers/differ.ts";
import { silent } from "../../../src/log/index.ts";
import { defaultPlatform } from "../../../src/oci/platform.ts";
import { Downloads } from "../../../src/registry/downloads.ts";
import { createRegistry } from "../../../src/registry/registry.ts";
import { TransferLeases } from "../../../src/services/transfer/lease.ts";
import { createTransfer } from "../../../src/services/transfer/transfer.ts";
import { overlayFacts, overlayOptions } from "../../../src/snapshotters/overlay/options.ts";
import { OverlaySnapshotter } from "../../../src/snapshotters/overlay/overlay.ts";
import { DiskBlobs } from "../../../src/stores/content/blobs.ts";
import { openMetadata } from "../../../src/stores/metadata/metadata.ts";

export interface TestDaemon extends AsyncDisposable {
  readonly root: string;
  readonly metadata: Metadata;
  readonly transfer: Transfer;
  readonly ctx: Scoped;
  /** Runs a transfer, and resolves with the events that a client would be sent. */
  run(source: TransferEnd, destination: TransferEnd, ctx?: Scoped): Promise<Progress[]>;
}

export interface TestDaemonOptions {
  /** Whether layers are unpacked side by side where that is possible. Default true. */
  readonly parallel?: boolean;
  /** The directory of an earlier daemon, which is kept when this one ends. Default: a directory of its own. */
  readonly root?: string;
  readonly verifiers?: ReadonlyMap<string, ImageVerifier>;
  /** Milliseconds for which the lease of a pull that was broken off stays. Default a day. */
  readonly retention?: number;
  readonly credentialSources?: ReadonlyMap<string, CredentialSource>;
  /** Wraps the snapshotter of overlayfs. */
  readonly snapshotter?: (overlayfs: Snapshotter) => Snapshotter;
}

export async function startTestDaemon({
  parallel = true,
  root: given,
  verifiers = new Map(),
  credentialSources = new Map(),
  retention = 24 * 3_600_000,
  snapshotter = (overlayfs) => overlayfs,
}: TestDaemonOptions = {}): Promise<TestDaemon> {
  const root = given ?? mkdtempSync(join(tmpdir(), "transfer-"));
  await mkdir(join(root, "overlay"), { recursive: true });
  const mountOptions = overlayOptions([], overlayFacts());
  const overlayfs = await OverlaySnapshotter.open({
    root: join(root, "overlay"),
    mountOptions,
    canRebase: parallel,
  });
  const metadata = await openMetadata({
    path: join(root, "meta.db"),
    blobs: await DiskBlobs.open(join(root, "content")),
    snapshotters: new Map([["overlayfs", snapshotter(overlayfs)]]),
    publish: () => {},
  });
  const registry: Registry = createRegistry(
    { configPath: [], timeouts: { head: 30_000, idle: 30_000 } },
    new Downloads(),
  );
  const transfer = createTransfer({
    metadata,
    leases: new TransferLeases(metadata.leases, retention),
    registry,
    differ: new WalkingDiffer(metadata.content, childCommand()),
    verifiers,
    credentialSources,
    configPath: "",
    downloads: new Limiter(3),
    uploads: new Limiter(3),
    unpacks: new Limiter(2),
    locks: new KeyedLock(),
    parallel,
    sync: true,
    places: { snapshots: metadata.snapshots, rules: [], checkPlatform: false, log: silent },
  });
  const ctx = background("test");
  return {
    ...{ root, metadata, transfer, ctx },
    run: async (source, destination, callers = ctx) => {
      const events: Progress[] = [];
      await transfer.transfer(callers, source, destination, { progress: (event) => events.push(event) });
      return events;
    },
    [Symbol.asyncDispose]: async () => {
      await metadata[Symbol.asyncDispose]();
      if (given === undefined) {
        rmSync(root, { recursive: true, force: true });
      }
    },
  };
}

/** Runs a collection, and lists the leases, blobs, snapshots and ingests that it leaves. */
export async function leftovers({ metadata, ctx }: TestDaemon): Promise<string[]> {
  await metadata.collectable.collect();
  const left = (await metadata.leases.list(ctx)).map(({ id }) => `lease ${id}`);
  for await (const { digest } of metadata.content.list(ctx)) {
    left.push(`content ${digest}`);
  }
  for await (const { name, kind } of metadata.snapshots.of("").list(ctx)) {
    left.push(`${kind} snapshot ${name}`);
  }
  const ingests = await metadata.content.statuses(ctx);
  return [...left, ...ingests.map(({ ref, offset }) => `ingest ${ref} ${offset}`)];
}

export function registryEnd(reference: string, more: Partial<RegistryEnd> = {}): RegistryEnd {
  return { kind: "registry", reference, defaultScheme: "http", ...more };
}

export function storeEnd(name: string, more: Partial<StoreEnd> = {}): StoreEnd {
  return {
    kind: "store",
    name,
    labels: {},
    platforms: [],
    allMetadata: false,
    manifestLimit: 0,
    extraReferences: [],
    unpacks: [],
    ...more,
  };
}

export const unpacked: Partial<StoreEnd> = { unpacks: [{ platform: defaultPlatform(), snapshotter: "" }] };
