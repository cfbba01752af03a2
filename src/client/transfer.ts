// Pull, push, import and export, done by the daemon: it has the credentials asked, the progress told and the archives
// passed over streams. Source: containerd core/transfer, client/transfer.go.
import type { Any } from "../core/any.ts";
import { receiveBytes, sendBytes } from "../core/byte-stream.ts";
import type { Platform } from "../core/descriptor.ts";
import type { Labels } from "../core/labels.ts";
import type { Credentials, CredentialsOf, Progress } from "../core/transfer.ts";
import { pack, unpack } from "../messages/any.ts";
import { byteFrames } from "../messages/byte-frames.ts";
import { fromPlatform } from "../messages/descriptor.ts";
import { toProgress } from "../messages/progress.ts";
import { defaultPlatform } from "../oci/platform.ts";
import { stub } from "../rpc/channel.ts";
import {
  ImageExportStream,
  ImageImportStream,
  ImageStore,
  OCIRegistry,
  Progress as ProgressMessage,
  TransferService,
} from "../rpc/gen/transfer.ts";
import { type Callbacks, withCallbacks } from "./callbacks.ts";
import { answerCredentials, credentialsFor } from "./credentials.ts";
import { ClientStream } from "./streaming.ts";
import type { RequestOptions, Wire } from "./wire.ts";

/** What every transfer may be given. */
export interface TransferOptions extends RequestOptions {
  /** Called with what the daemon does, several times a second. What it throws ends the transfer and is thrown. */
  readonly progress?: ((progress: Progress) => void) | undefined;
}

/** How to reach a registry. */
export interface RegistryOptions extends TransferOptions {
  /** Fixed, for the host of the reference only, or asked for by host when a registry wants them. */
  readonly credentials?: Credentials | CredentialsOf | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly plainHttp?: boolean | undefined;
  /** Directory of `hosts.toml` files, absolute: the daemon reads it. Beats the daemon's own. */
  readonly hostDir?: string | undefined;
}

/** What to fetch, and whether to unpack it. */
export interface PullOptions extends RegistryOptions {
  /** Default: only fetch. */
  readonly unpack?: boolean | undefined;
  /** Where to. Default: the namespace's label `containerd.io/defaults/snapshotter`, or what the daemon says. */
  readonly snapshotter?: string | undefined;
  /** Default: this machine's. */
  readonly platform?: Platform | undefined;
  readonly allPlatforms?: boolean | undefined;
  readonly labels?: Labels | undefined;
}

/** Which local image to send. */
export interface PushOptions extends RegistryOptions {
  /** Name of the local image. Default: the reference. */
  readonly image?: string | undefined;
  readonly platforms?: readonly Platform[] | undefined;
}

/** How images of an archive are named, and what becomes of them. */
export interface ImportOptions extends TransferOptions {
  /** Names images that the archive names only by tag: `PREFIX:TAG`. */
  readonly prefix?: string | undefined;
  readonly digests?: boolean | undefined;
  readonly skipNamedDigest?: boolean | undefined;
  readonly overwrite?: boolean | undefined;
  readonly platforms?: readonly Platform[] | undefined;
  /** Default: only import. */
  readonly unpack?: boolean | undefined;
  /** As of a pull. */
  readonly snapshotter?: string | undefined;
  readonly compress?: boolean | undefined;
  /** Keeps the archive's index as an image of this name. */
  readonly indexName?: string | undefined;
  readonly labels?: Labels | undefined;
}

/** What goes into an archive. */
export interface ExportOptions extends TransferOptions {
  readonly platforms?: readonly Platform[] | undefined;
  readonly allPlatforms?: boolean | undefined;
  /** No `manifest.json` of docker's in the archive. */
  readonly skipDockerManifest?: boolean | undefined;
  readonly skipNonDistributable?: boolean | undefined;
}

export async function pull(wire: Wire, reference: string, options: PullOptions): Promise<void> {
  const platform = options.platform ?? defaultPlatform();
  const store = pack(ImageStore, {
    name: reference,
    labels: { ...options.labels },
    platforms: options.allPlatforms === true ? [] : [fromPlatform(platform)],
    allMetadata: options.allPlatforms === true,
    unpacks: unpacks(options, platform),
  });
  await withCallbacks(options, async (inner, callbacks) => {
    await using registry = await registryEnd(wire, reference, inner, callbacks);
    await transfer(wire, registry.any, store, inner, callbacks);
  });
}

export async function push(wire: Wire, reference: string, options: PushOptions): Promise<void> {
  const platforms = (options.platforms ?? []).map(fromPlatform);
  const store = pack(ImageStore, { name: options.image ?? reference, platforms });
  await withCallbacks(options, async (inner, callbacks) => {
    await using registry = await registryEnd(wire, reference, inner, callbacks);
    await transfer(wire, store, registry.any, inner, callbacks);
  });
}

export async function importArchive(
  wire: Wire,
  archive: AsyncIterable<Uint8Array>,
  options: ImportOptions,
): Promise<void> {
  const store = importStore(options);
  await withCallbacks(options, async (inner, callbacks) => {
    await using stream = await ClientStream.open(wire, "import", inner);
    const source = pack(ImageImportStream, { stream: stream.id, forceCompress: options.compress ?? false });
    const sending = settled(sendAll(stream, callbacks.guardSource(archive)));
    await transfer(wire, source, store, inner, callbacks);
    await stream[Symbol.asyncDispose]();
    await sending;
  });
}

function importStore(options: ImportOptions): Any {
  const prefix = options.prefix ?? "";
  const reference = {
    name: prefix,
    isPrefix: prefix !== "",
    allowOverwrite: options.overwrite ?? true,
    addDigest: options.digests ?? false,
    skipNamedDigest: options.skipNamedDigest ?? false,
  };
  return pack(ImageStore, {
    name: options.indexName ?? "",
    labels: { ...options.labels },
    platforms: (options.platforms ?? []).map(fromPlatform),
    extraReferences: prefix === "" && !reference.addDigest ? [] : [reference],
    unpacks: unpacks(options, options.platforms?.[0] ?? defaultPlatform()),
  });
}

/** Gives the archive to `write` as it comes. */
export async function exportArchive(
  wire: Wire,
  names: readonly string[],
  write: (bytes: Uint8Array) => void | Promise<void>,
  options: ExportOptions,
): Promise<void> {
  const [name = "", ...others] = names;
  const store = pack(ImageStore, { name, extraReferences: others.map((other) => ({ name: other })) });
  await withCallbacks(options, async (inner, callbacks) => {
    await using stream = await ClientStream.open(wire, "export", inner);
    const receiving = receiveAll(stream, callbacks.guard(write));
    receiving.catch(() => {});
    await transfer(wire, store, exportEnd(stream.id, options), inner, callbacks);
    await receiving;
  });
}

function exportEnd(stream: string, options: ExportOptions): Any {
  return pack(ImageExportStream, {
    stream,
    platforms: (options.platforms ?? []).map(fromPlatform),
    allPlatforms: options.allPlatforms ?? false,
    skipCompatibilityManifest: options.skipDockerManifest ?? false,
    skipNonDistributable: options.skipNonDistributable ?? false,
  });
}

async function sendAll(stream: ClientStream, archive: AsyncIterable<Uint8Array>): Promise<void> {
  const sender = sendBytes(stream, byteFrames);
  try {
    for await (const bytes of archive) {
      await sender.write(bytes);
    }
  } finally {
    await sender.close();
  }
}

async function receiveAll(stream: ClientStream, write: (bytes: Uint8Array) => Promise<void>): Promise<void> {
  for await (const bytes of receiveBytes(stream, byteFrames)) {
    await write(bytes);
  }
}

function unpacks(
  options: { unpack?: boolean | undefined; snapshotter?: string | undefined },
  platform: Platform,
) {
  return options.unpack === true
    ? [{ platform: fromPlatform(platform), snapshotter: options.snapshotter ?? "" }]
    : [];
}

/** What a broken stream means is said by the transfer, and what a callback throws by its guard. */
async function settled(work: Promise<void>): Promise<void> {
  await work.catch(() => {});
}

async function transfer(
  wire: Wire,
  source: Any,
  destination: Any,
  options: TransferOptions,
  callbacks: Callbacks,
): Promise<void> {
  const service = stub(wire.channel, TransferService);
  if (options.progress === undefined) {
    await service.transfer({ source, destination }, wire.call(options));
    return;
  }
  await using stream = await ClientStream.open(wire, "progress", options);
  const telling = settled(tellProgress(stream, callbacks.guard(options.progress)));
  const request = { source, destination, options: { progressStream: stream.id } };
  await service.transfer(request, wire.call(options));
  stream.close();
  // What is under way still comes; a daemon that never closes its side must not hold us.
  await Promise.race([telling, Bun.sleep(200)]);
}

async function tellProgress(
  stream: ClientStream,
  progress: (progress: Progress) => Promise<void>,
): Promise<void> {
  for (;;) {
    const any = await stream.receive();
    if (any === undefined) {
      return;
    }
    const message = unpack(ProgressMessage, any);
    if (message !== undefined) {
      await progress(toProgress(message));
    }
  }
}

interface RegistryEnd extends AsyncDisposable {
  readonly any: Any;
}

async function registryEnd(
  wire: Wire,
  reference: string,
  options: RegistryOptions,
  callbacks: Callbacks,
): Promise<RegistryEnd> {
  const { credentials, headers = {}, hostDir = "", plainHttp = false } = options;
  const stream = credentials === undefined ? undefined : await ClientStream.open(wire, "creds", options);
  if (stream !== undefined && credentials !== undefined) {
    const answers =
      typeof credentials === "function"
        ? callbacks.guard(credentials)
        : credentialsFor(reference, credentials);
    void settled(answerCredentials(stream, answers));
  }
  const resolver = {
    authStream: stream?.id ?? "",
    headers: { ...headers },
    hostDir,
    defaultScheme: plainHttp ? "http" : "",
  };
  return {
    any: pack(OCIRegistry, { reference, resolver }),
    [Symbol.asyncDispose]: async () => stream?.[Symbol.asyncDispose](),
  };
}
