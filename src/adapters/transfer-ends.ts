// Makes sources and destinations of transfers from their messages.
import type { Scoped } from "../context/index.ts";
import { messageName } from "../core/any.ts";
import { receiveBytes, sendBytes } from "../core/byte-stream.ts";
import type { Stream, Streams } from "../core/stream.ts";
import type {
  Credentials,
  CredentialsOf,
  ExportEnd,
  ImportEnd,
  RegistryEnd,
  StoreEnd,
} from "../core/transfer.ts";
import { invalidArgument, unavailable } from "../errors/index.ts";
import { pack } from "../messages/any.ts";
import { byteFrames } from "../messages/byte-frames.ts";
import { toCredentials } from "../messages/credentials.ts";
import { toPlatform } from "../messages/descriptor.ts";
import {
  AuthRequest,
  AuthResponse,
  type ImageExportStream,
  type ImageImportStream,
  type ImageStore,
  type OCIRegistry,
} from "../rpc/gen/transfer.ts";

export function registryEnd(ctx: Scoped, streams: Streams, wire: OCIRegistry): RegistryEnd {
  const { resolver } = wire;
  const authStream = resolver?.authStream ?? "";
  return {
    kind: "registry",
    reference: wire.reference,
    credentials: authStream === "" ? undefined : askCredentials(streams.get(ctx, authStream)),
    headers: { ...resolver?.headers },
    hostDir: resolver?.hostDir || undefined,
    defaultScheme: resolver?.defaultScheme || undefined,
  };
}

export function storeEnd(wire: ImageStore): StoreEnd {
  return {
    kind: "store",
    name: wire.name,
    labels: { ...wire.labels },
    platforms: wire.platforms.map(toPlatform),
    allMetadata: wire.allMetadata,
    manifestLimit: wire.manifestLimit,
    extraReferences: wire.extraReferences.map((reference) => ({
      name: reference.name,
      isPrefix: reference.isPrefix,
      allowOverwrite: reference.allowOverwrite,
      addDigest: reference.addDigest,
      skipNamedDigest: reference.skipNamedDigest,
    })),
    unpacks: wire.unpacks.map((unpack) => ({
      platform: unpack.platform === null ? undefined : toPlatform(unpack.platform),
      snapshotter: unpack.snapshotter,
    })),
  };
}

export function importEnd(ctx: Scoped, streams: Streams, wire: ImageImportStream): ImportEnd {
  return {
    kind: "import",
    archive: receiveBytes(streams.get(ctx, wire.stream), byteFrames),
    mediaType: wire.mediaType,
    forceCompress: wire.forceCompress,
  };
}

export function exportEnd(ctx: Scoped, streams: Streams, wire: ImageExportStream): ExportEnd {
  const sender = sendBytes(streams.get(ctx, wire.stream), byteFrames);
  return {
    kind: "export",
    write: (bytes) => sender.write(bytes),
    close: () => sender.close(),
    mediaType: wire.mediaType,
    platforms: wire.platforms.map(toPlatform),
    allPlatforms: wire.allPlatforms,
    skipCompatibilityManifest: wire.skipCompatibilityManifest,
    skipNonDistributable: wire.skipNonDistributable,
  };
}

/** Asks the client one question at a time, because an answer does not say which question it belongs to. */
function askCredentials(stream: Stream): CredentialsOf {
  let previous: Promise<unknown> = Promise.resolve();
  return (host, reference, challenges) => {
    const ask = async (): Promise<Credentials | undefined> => {
      await stream.send(pack(AuthRequest, { host, reference, wwwauthenticate: [...challenges] }));
      const reply = await stream.receive();
      if (reply === undefined) {
        throw unavailable("credentials stream is closed");
      }
      if (messageName(reply) !== AuthResponse.typeName) {
        throw invalidArgument(
          `expected ${AuthResponse.typeName} on the credentials stream, got ${reply.typeUrl}`,
        );
      }
      return toCredentials(AuthResponse.decode(reply.value));
    };
    const answer = previous.then(ask, ask);
    previous = answer;
    return answer;
  };
}
