// Pull, push, import and export, done by the daemon: it has the credentials asked, the progress told and the archives
// passed over streams. Source: containerd core/transfer, client/transfer.go.
import type { Any } from "../core/any.ts";
import type { Platform } from "../core/descriptor.ts";
import type { Labels } from "../core/labels.ts";
import type { Credentials, CredentialsOf, Progress } from "../core/transfer.ts";
import { defaultPlatform } from "../oci/platform.ts";
import { stub } from "../rpc/channel.ts";
import {
  AuthRequest,
  AuthResponse,
  AuthType,
  ImageExportStream,
  ImageImportStream,
  ImageStore,
  OCIRegistry,
  Progress as ProgressMessage,
  TransferService,
} from "../rpc/gen/transfer.ts";
import { receiveBytes, sendBytes } from "./byte-stream.ts";
import { descriptorOf, wirePlatform } from "./convert.ts";
import { ClientStream, pack, unpack } from "./streaming.ts";
import type { RequestOptions, Wire } from "./wire.ts";

/** What every transfer may be given. */
export interface TransferOptions extends RequestOptions {
  /** Called with what the daemon does, several times a second. */
  readonly progress?: ((progress: Progress) => void) | undefined;
}

/** How to reach a registry. */
export interface RegistryOptions extends TransferOptions {
  /** Fixed, or asked for by host when the registry wants them. */
  readonly credentials?: Credentials | CredentialsOf | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly plainHttp?: boolean | undefined;
  /** Directory of `hosts.toml` files; beats the daemon's. */
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
    platforms: options.allPlatforms === true ? [] : [wirePlatform(platform)],
    allMetadata: options.allPlatforms === true,
    unpacks: unpacks(options, platform),
  });
  await using registry = await registryEnd(wire, reference, options);
  await transfer(wire, registry.any, store, options);
}

export async function push(wire: Wire, reference: string, options: PushOptions): Promise<void> {
  const platforms = (options.platforms ?? []).map(wirePlatform);
  const store = pack(ImageStore, { name: options.image ?? reference, platforms });
  await using registry = await registryEnd(wire, reference, options);
  await transfer(wire, store, registry.any, options);
}

export async function importArchive(
  wire: Wire,
  archive: AsyncIterable<Uint8Array>,
  options: ImportOptions,
): Promise<void> {
  const prefix = options.prefix ?? "";
  const reference = {
    name: prefix,
    isPrefix: prefix !== "",
    allowOverwrite: options.overwrite ?? true,
    addDigest: options.digests ?? false,
    skipNamedDigest: options.skipNamedDigest ?? false,
  };
  await using stream = await ClientStream.open(wire, "import", options);
  const source = pack(ImageImportStream, { stream: stream.id, forceCompress: options.compress ?? false });
  const store = pack(ImageStore, {
    name: options.indexName ?? "",
    labels: { ...options.labels },
    platforms: (options.platforms ?? []).map(wirePlatform),
    extraReferences: prefix === "" && !reference.addDigest ? [] : [reference],
    unpacks: unpacks(options, options.platforms?.[0] ?? defaultPlatform()),
  });
  const sending = settled(sendBytes(stream, archive));
  await transfer(wire, source, store, options);
  await stream[Symbol.asyncDispose]();
  await sending;
}

/** Gives the archive to `write` as it comes. */
export async function exportArchive(
  wire: Wire,
  names: readonly string[],
  write: (bytes: Uint8Array) => void | Promise<void>,
  options: ExportOptions,
): Promise<void> {
  await using stream = await ClientStream.open(wire, "export", options);
  const destination = pack(ImageExportStream, {
    stream: stream.id,
    platforms: (options.platforms ?? []).map(wirePlatform),
    allPlatforms: options.allPlatforms ?? false,
    skipCompatibilityManifest: options.skipDockerManifest ?? false,
    skipNonDistributable: options.skipNonDistributable ?? false,
  });
  const [name = "", ...others] = names;
  const store = pack(ImageStore, { name, extraReferences: others.map((other) => ({ name: other })) });
  const receiving = (async () => {
    for await (const bytes of receiveBytes(stream)) {
      await write(bytes);
    }
  })();
  receiving.catch(() => {});
  await transfer(wire, store, destination, options);
  await receiving;
}

function unpacks(
  options: { unpack?: boolean | undefined; snapshotter?: string | undefined },
  platform: Platform,
) {
  return options.unpack === true
    ? [{ platform: wirePlatform(platform), snapshotter: options.snapshotter ?? "" }]
    : [];
}

/** A failure to read the archive shows as the transfer's, which then misses its end. */
async function settled(work: Promise<void>): Promise<void> {
  await work.catch(() => {});
}

async function transfer(wire: Wire, source: Any, destination: Any, options: TransferOptions): Promise<void> {
  const service = stub(wire.channel, TransferService);
  if (options.progress === undefined) {
    await service.transfer({ source, destination }, wire.call(options));
    return;
  }
  await using stream = await ClientStream.open(wire, "progress", options);
  const telling = settled(tellProgress(stream, options.progress));
  const request = { source, destination, options: { progressStream: stream.id } };
  await service.transfer(request, wire.call(options));
  stream.close();
  // What is under way still comes; a daemon that never closes its side must not hold us.
  await Promise.race([telling, Bun.sleep(200)]);
}

async function tellProgress(stream: ClientStream, progress: (progress: Progress) => void): Promise<void> {
  for (;;) {
    const any = await stream.receive();
    if (any === undefined) {
      return;
    }
    const message = unpack(ProgressMessage, any);
    if (message !== undefined) {
      progress(progressOf(message));
    }
  }
}

/** Field by field: a decoded message holds its defaults in its prototype, where copying does not see them. */
function progressOf({ event, name, parents, progress, total, desc }: ProgressMessage): Progress {
  const descriptor = desc === null ? undefined : descriptorOf(desc);
  return { event, name, parents, progress, total, descriptor };
}

interface RegistryEnd extends AsyncDisposable {
  readonly any: Any;
}

async function registryEnd(wire: Wire, reference: string, options: RegistryOptions): Promise<RegistryEnd> {
  const { credentials, headers = {}, hostDir = "", plainHttp = false } = options;
  const stream = credentials === undefined ? undefined : await ClientStream.open(wire, "creds", options);
  if (stream !== undefined && credentials !== undefined) {
    const answers = typeof credentials === "function" ? credentials : async () => credentials;
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

const authTypes = {
  credentials: AuthType.CREDENTIALS,
  refresh: AuthType.REFRESH,
  header: AuthType.HEADER,
} as const satisfies Record<Credentials["kind"], number>;

async function answerCredentials(stream: ClientStream, credentialsOf: CredentialsOf): Promise<void> {
  for (;;) {
    const any = await stream.receive();
    if (any === undefined) {
      return;
    }
    const request = unpack(AuthRequest, any);
    if (request !== undefined) {
      const { host, reference, wwwauthenticate } = request;
      const found = await credentialsOf(host, reference, wwwauthenticate);
      const answer =
        found === undefined
          ? { authType: AuthType.NONE }
          : { authType: authTypes[found.kind], username: found.username, secret: found.secret };
      await stream.send(AuthResponse, answer);
    }
  }
}
