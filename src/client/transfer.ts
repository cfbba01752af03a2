// Pull, push, import and export, which the daemon does. Over streams it asks for credentials, tells its progress, and
// archives come and go. Source: containerd core/transfer, client/transfer.go.
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

/** Options of every transfer. */
export interface TransferRequestOptions extends RequestOptions {
  /** Called several times a second with what the daemon does. What it throws ends the transfer and is thrown. */
  readonly progress?: ((progress: Progress) => void) | undefined;
}

/** How to reach a registry. */
export interface RegistryAccess extends TransferRequestOptions {
  /** Given for the host of the reference only; or a function that is asked for each host that wants some. */
  readonly credentials?: Credentials | CredentialsOf | undefined;
  /** Headers that are sent with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Whether to speak HTTP instead of HTTPS. Default false. */
  readonly plainHttp?: boolean | undefined;
  /** Directory of `hosts.toml` files, in place of the daemon's own. Absolute, because the daemon reads it. */
  readonly hostDir?: string | undefined;
}

/** What is fetched, and whether it is unpacked. */
export interface PullOptions extends RegistryAccess {
  /** Whether the layers are unpacked. Default false. */
  readonly unpack?: boolean | undefined;
  /** Where they are unpacked. Default: the namespace's label `containerd.io/defaults/snapshotter`, or what the daemon says. */
  readonly snapshotter?: string | undefined;
  /** The platform that is fetched. Default: this machine's. */
  readonly platform?: Platform | undefined;
  /** Whether all platforms are fetched. Default false. */
  readonly allPlatforms?: boolean | undefined;
  /** Labels of the image. */
  readonly labels?: Labels | undefined;
}

/** What is sent. */
export interface PushOptions extends RegistryAccess {
  /** Name of the local image. Default: the reference. */
  readonly image?: string | undefined;
  /** Only these platforms of it. Default: all that are there. */
  readonly platforms?: readonly Platform[] | undefined;
}

/** How images of an archive are named, and what becomes of them. */
export interface ImportOptions extends TransferRequestOptions {
  /** Names images that the archive names only by tag: `PREFIX:TAG`. */
  readonly prefix?: string | undefined;
  /** Whether images are also named by their digests: `PREFIX@DIGEST`. Default false. */
  readonly digests?: boolean | undefined;
  /** Whether images that have a name get none of their digest. Default false. */
  readonly skipNamedDigest?: boolean | undefined;
  /** Whether names are taken from images that have them. Default true. */
  readonly overwrite?: boolean | undefined;
  /** Only these platforms. Default: all that are in the archive. */
  readonly platforms?: readonly Platform[] | undefined;
  /** Whether the layers are unpacked. Default false. */
  readonly unpack?: boolean | undefined;
  /** Where they are unpacked. Default: as for a pull. */
  readonly snapshotter?: string | undefined;
  /** Whether uncompressed layers are compressed. Default false. */
  readonly compress?: boolean | undefined;
  /** Keeps the archive's index as an image of this name. Default: it is not kept. */
  readonly indexName?: string | undefined;
  /** Labels of the images. */
  readonly labels?: Labels | undefined;
}

/** What is put into an archive. */
export interface ExportOptions extends TransferRequestOptions {
  /** Only these platforms. Default: this machine's. */
  readonly platforms?: readonly Platform[] | undefined;
  /** Whether all platforms are put into it. Default false. */
  readonly allPlatforms?: boolean | undefined;
  /** Whether Docker's `manifest.json` is left out. Default false. */
  readonly skipDockerManifest?: boolean | undefined;
  /** Whether layers that may not be distributed are left out. Default false. */
  readonly skipNonDistributable?: boolean | undefined;
}

/** Has the daemon fetch an image. */
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

/** Has the daemon send an image to its registry. */
export async function push(wire: Wire, reference: string, options: PushOptions): Promise<void> {
  const platforms = (options.platforms ?? []).map(fromPlatform);
  const store = pack(ImageStore, { name: options.image ?? reference, platforms });
  await withCallbacks(options, async (inner, callbacks) => {
    await using registry = await registryEnd(wire, reference, inner, callbacks);
    await transfer(wire, store, registry.any, inner, callbacks);
  });
}

/** Has the daemon make images of an archive. */
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

/** Has the daemon make an archive, and gives it to `write` as it comes. */
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

/** Ignores the failure of a stream: the transfer itself tells what a broken stream means, and the guard what a callback threw. */
async function settled(work: Promise<void>): Promise<void> {
  await work.catch(() => {});
}

async function transfer(
  wire: Wire,
  source: Any,
  destination: Any,
  options: TransferRequestOptions,
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
  // Progress that is under way is waited for, but not for ever: a daemon might never end its side.
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

/** A registry as the source or the target of a transfer, until it is disposed. */
interface RegistryEnd extends AsyncDisposable {
  readonly any: Any;
}

async function registryEnd(
  wire: Wire,
  reference: string,
  options: RegistryAccess,
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
