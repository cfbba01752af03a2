import { availableParallelism } from "node:os";
import { KeyedLock } from "../../context/keyed-lock.ts";
import { Limiter } from "../../context/limiter.ts";
import { CredentialSource } from "../../core/credentials.ts";
import { Differ, diffServiceNeed } from "../../core/diff.ts";
import { ImageVerifier } from "../../core/image-verifier.ts";
import { Metadata } from "../../core/metadata.ts";
import { Registry } from "../../core/registry.ts";
import { Transfer } from "../../core/transfer.ts";
import { invalidArgument, notFound } from "../../errors/index.ts";
import { parsePlatform } from "../../oci/platform.ts";
import { key, plugin } from "../../plugin/index.ts";
import { TransferLeases } from "./lease.ts";
import { createTransfer } from "./transfer.ts";
import type { UnpackRule } from "./unpack-platforms.ts";

export default plugin(Transfer, "local", {
  needs: {
    metadata: Metadata,
    registry: Registry,
    differ: diffServiceNeed,
    differs: Differ.all,
    verifiers: ImageVerifier.all,
    credentialSources: CredentialSource.all,
  },
  config: {
    max_concurrent_downloads: key.int(3, "blobs fetched at once, by all pulls together", { min: 1 }),
    max_concurrent_uploaded_layers: key.int(3, "blobs pushed at once", { min: 1 }),
    max_concurrent_unpacks: key.int(
      0,
      "layers unpacked at once; 1: one after another, 0: one for each processor",
      { min: 0 },
    ),
    check_platform_supported: key.bool(false, "unpack only what this machine's architecture runs"),
    interrupted_pull_retention: key.duration(
      24 * 3_600_000,
      "how long the next pull finds what one that was broken off has fetched; 0s: not at all",
    ),
    config_path: key.string(
      "",
      "directories of hosts.toml files for transfers; empty: the registry plugin's",
    ),
    sync: key.bool(true, "make unpacked files durable before their snapshot is committed"),
    unpack_config: key.tables(
      [],
      "platform, snapshotter and differ of images that are unpacked; empty: any snapshotter, and the diff service's differs",
    ),
  },
  start: ({ metadata, registry, differ, differs, verifiers, credentialSources, config, log }) => {
    const unpacks = config.max_concurrent_unpacks || availableParallelism();
    return createTransfer({
      metadata,
      leases: new TransferLeases(metadata.leases, config.interrupted_pull_retention),
      registry,
      differ,
      verifiers,
      credentialSources,
      configPath: config.config_path,
      downloads: new Limiter(config.max_concurrent_downloads),
      uploads: new Limiter(config.max_concurrent_uploaded_layers),
      unpacks: new Limiter(unpacks),
      locks: new KeyedLock(),
      parallel: unpacks > 1,
      sync: config.sync,
      places: {
        snapshots: metadata.snapshots,
        rules: config.unpack_config.map((table) => readRule(table, differs)),
        checkPlatform: config.check_platform_supported,
        log,
      },
    });
  },
});

function readRule(
  { platform, snapshotter, differ = "" }: Readonly<Record<string, unknown>>,
  differs: ReadonlyMap<string, Differ>,
): UnpackRule {
  if (typeof platform !== "string" || typeof snapshotter !== "string" || typeof differ !== "string") {
    throw invalidArgument("unpack_config: platform, snapshotter and differ must be strings");
  }
  const rule = { platform: parsePlatform(platform), snapshotter };
  if (differ === "") {
    return rule;
  }
  const chosen = differs.get(differ);
  if (chosen === undefined) {
    throw notFound(`unpack_config: differ ${JSON.stringify(differ)}`);
  }
  return { ...rule, differ: chosen };
}
