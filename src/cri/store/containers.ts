// The containers that CRI knows: kept in memory for kubelet's many questions; their configuration is in the records of the
// metadata, and what became of them in a file each. Source: containerd internal/cri/store/container.
import { Limiter } from "../../context/limiter.ts";
import { type Any, jsonAny } from "../../core/any.ts";
import type { Container } from "../../core/container.ts";
import { ContainerConfig, ContainerState, type ContainerUser } from "../../rpc/gen/cri.ts";
import { nanosNow } from "../clock.ts";
import { fromGoJson, toGoJson } from "../go-json.ts";
import { IdIndex } from "./id-index.ts";
import { NameIndex } from "./names.ts";
import { readMetadata, textOf } from "./pods.ts";
import { type ContainerStatus, stateName, stateOf, writeStatus } from "./status.ts";

/** What is remembered of a container from its creation on. */
export interface ContainerRecord {
  readonly id: string;
  readonly name: string;
  readonly podId: string;
  readonly config: ContainerConfig;
  /** Id of its image: the digest of the image's configuration. */
  readonly imageId: string;
  /** A tag or digest that names the image. */
  readonly imageName: string;
  /** Digest of the image's manifest or index. */
  readonly imageDigest: string;
  /** Absolute; empty when the container is not logged. */
  readonly logPath: string;
  /** Name of the signal that ends it, e.g. `SIGTERM`; empty for the default. */
  readonly stopSignal: string;
  readonly processLabel: string;
}

export class PodContainer {
  readonly record: ContainerRecord;
  /** Directory of its status and its streams. */
  readonly directory: string;
  /** Whether its stop signal was sent. */
  isSignaled = false;
  /** Whether it is being removed. */
  isRemoving = false;
  /** Resolves when its end was noted and its task is gone. */
  exited: Promise<void> = Promise.resolve();
  /** Whom its first process runs as; undefined until somebody asks, after a restart of the daemon. */
  user: ContainerUser | null | undefined;
  #status: ContainerStatus;
  /** One of the calls that change a container at a time. */
  readonly lock = new Limiter(1);
  /** One change of its limits at a time. Nothing else is waited for under it. */
  readonly limitsLock = new Limiter(1);
  /** Resolves when plugins of the node know that it has ended; undefined before its end. */
  endTold: Promise<void> | undefined;

  constructor(record: ContainerRecord, directory: string, status: ContainerStatus) {
    this.record = record;
    this.directory = directory;
    this.#status = status;
  }

  get id(): string {
    return this.record.id;
  }

  get status(): ContainerStatus {
    return this.#status;
  }

  /** Writes the changed status down before anybody sees it. */
  change(change: Partial<ContainerStatus>): void {
    const status = { ...this.#status, ...change };
    writeStatus(this.directory, status);
    this.#status = status;
  }
}

/** An error that names the container's state, unless it runs. */
export function requireRunning({ status }: PodContainer): void {
  if (stateOf(status) !== ContainerState.CONTAINER_RUNNING) {
    throw new Error(`container is in ${stateName(status)} state`);
  }
}

/** Exit code where the true one was lost. */
const unknownExit = 255;

/** The end of a container whose exit nobody has seen. */
export function lostExit(): Partial<ContainerStatus> {
  return {
    pid: 0,
    exitCode: unknownExit,
    finishedAt: nanosNow(),
    reason: "Unknown",
    isStarting: false,
    isUnknown: false,
  };
}

const metadataType = "github.com/containerd/cri/pkg/store/container/Metadata";
/** Key of the extension in the container's record, as containerd has it. */
export const containerExtension = "io.cri-containerd.container.metadata";

export class PodContainers {
  readonly names = new NameIndex();
  readonly index = new IdIndex<PodContainer>("container");

  of(podId: string): PodContainer[] {
    return this.index.all().filter(({ record }) => record.podId === podId);
  }

  add(container: PodContainer): void {
    this.names.reserve(container.record.name, container.id);
    this.index.add(container);
  }

  remove(container: PodContainer): void {
    this.index.remove(container.id);
    this.names.release(container.record.name, container.id);
  }
}

export function packRecord(record: ContainerRecord): Any {
  return jsonAny(metadataType, {
    Version: "v1",
    Metadata: {
      ID: record.id,
      Name: record.name,
      SandboxID: record.podId,
      Config: toGoJson(record.config),
      ImageRef: record.imageId,
      ImageDigest: record.imageDigest,
      ImageName: record.imageName,
      LogPath: record.logPath,
      StopSignal: record.stopSignal,
      ProcessLabel: record.processLabel,
    },
  });
}

/** Invalid argument when the container's record has no extension of CRI's, or one that cannot be read. */
export function unpackRecord(container: Container): ContainerRecord {
  const metadata = readMetadata(container.extensions[containerExtension]?.value, metadataType);
  return {
    id: container.id,
    name: textOf(metadata.Name),
    podId: textOf(metadata.SandboxID),
    config: ContainerConfig.decode(ContainerConfig.encode(fromGoJson(metadata.Config) as object)),
    imageId: textOf(metadata.ImageRef),
    imageDigest: textOf(metadata.ImageDigest),
    imageName: textOf(metadata.ImageName),
    logPath: textOf(metadata.LogPath),
    stopSignal: textOf(metadata.StopSignal),
    processLabel: textOf(metadata.ProcessLabel),
  };
}
