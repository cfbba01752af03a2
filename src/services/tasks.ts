// Tasks as the API offers them: made of container records, started from checkpoints in the content store, and written there.
// Source: containerd plugins/services/tasks/local.go.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { abortable, detached, type Scoped, throwIfAborted } from "../context/index.ts";
import type { Any } from "../core/any.ts";
import type { Container, ContainerStore } from "../core/container.ts";
import type { ContentStore } from "../core/content.ts";
import type { Descriptor } from "../core/descriptor.ts";
import type { Differ } from "../core/diff.ts";
import type { Mount } from "../core/mount.ts";
import type { Exit, NewTask, Stdio, TaskRuntime } from "../core/task.ts";
import { alreadyExists, invalidArgument, isKind, notImplemented } from "../errors/index.ts";

const checkpointType = "application/vnd.containerd.container.criu.checkpoint.criu.tar";
const checkpointConfigType = "application/vnd.containerd.container.checkpoint.config.v1+proto";
const layerType = "application/vnd.oci.image.layer.v1.tar";

export interface TaskRequest extends Stdio {
  readonly containerId: string;
  readonly rootfs: readonly Mount[];
  /** Options of the runtime, which replace the container's own as a whole. */
  readonly options: Any | undefined;
  readonly runtimePath: string;
  /** A checkpoint in the content store, from which the task is restored. */
  readonly checkpoint: Descriptor | undefined;
  /** The directory of a checkpoint, which is taken instead of `checkpoint` when it is not empty. */
  readonly checkpointPath: string;
  readonly taskApiAddress: string;
  readonly taskApiVersion: number;
}

export interface CheckpointRequest {
  readonly containerId: string;
  /** The directory to write to; when it is empty, the checkpoint goes into the content store. */
  readonly imagePath: string;
  readonly options: Any | undefined;
  /** Encodes the container's spec, as the content store keeps it with a checkpoint. */
  readonly encode: (any: Any) => Uint8Array;
}

export interface TaskStores {
  readonly containers: ContainerStore;
  readonly content: ContentStore;
  readonly differ: Differ | undefined;
  readonly runtime: TaskRuntime;
}

export class Tasks {
  readonly runtime: TaskRuntime;
  readonly #containers: ContainerStore;
  readonly #content: ContentStore;
  readonly #differ: Differ | undefined;
  /** Directories that checkpoints were unpacked to, by the names of tasks that have not been started yet. */
  readonly #unpacked = new Map<string, string>();

  constructor(stores: TaskStores) {
    this.runtime = stores.runtime;
    this.#containers = stores.containers;
    this.#content = stores.content;
    this.#differ = stores.differ;
  }

  /** Not found when the container of a task is not there, in the words of the container store. */
  requireContainer(ctx: Scoped, id: string): Promise<void> {
    return this.#containers.require(ctx, id);
  }

  async create(ctx: Scoped, request: TaskRequest): Promise<{ pid: number }> {
    const container = await this.#containers.get(ctx, request.containerId);
    const restored = await this.#unpackCheckpoint(ctx, request);
    try {
      return await this.runtime.create(ctx, newTask(container, request, restored));
    } catch (error) {
      if (restored !== undefined) {
        await this.#forgetCheckpoint(ctx, container.id, restored);
      }
      throw error;
    }
  }

  /** A task that is restored from a checkpoint reads it now, and never again. */
  async start(ctx: Scoped, containerId: string, execId: string): Promise<{ pid: number }> {
    const started = await this.runtime.start(ctx, containerId, execId);
    if (execId === "") {
      await this.#forgetCheckpoint(ctx, containerId);
    }
    return started;
  }

  async delete(ctx: Scoped, containerId: string): Promise<Exit> {
    const exit = await this.runtime.delete(ctx, containerId);
    await this.#forgetCheckpoint(ctx, containerId);
    return exit;
  }

  /**
   * Gives the parts of the checkpoint in the content store; none when it was written to a directory of the caller's. It is
   * made to its end also when the caller goes away: the shim writes on, and what it writes must be removed after that.
   */
  async checkpoint(ctx: Scoped, request: CheckpointRequest): Promise<Descriptor[]> {
    throwIfAborted(ctx);
    return await abortable(this.#checkpoint(detached(ctx), request), ctx.signal);
  }

  async #checkpoint(ctx: Scoped, request: CheckpointRequest): Promise<Descriptor[]> {
    const container = await this.#containers.get(ctx, request.containerId);
    if (request.imagePath !== "") {
      await this.runtime.checkpoint(ctx, container.id, request.imagePath, request.options);
      return [];
    }
    const directory = await mkdtemp(join(tmpdir(), "tsrt-checkpoint-"));
    try {
      await this.runtime.checkpoint(ctx, container.id, directory, request.options);
      return [
        await this.#storeDirectory(ctx, directory),
        await this.#storeSpec(ctx, container, request.encode),
      ];
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }

  /** The directory of the checkpoint to restore from; undefined when the task is a new one. */
  async #unpackCheckpoint(ctx: Scoped, request: TaskRequest): Promise<string | undefined> {
    const { checkpoint } = request;
    const path = checkpoint?.annotations?.RestoreFromPath ?? request.checkpointPath;
    if (path !== "" || checkpoint === undefined) {
      return path === "" ? undefined : path;
    }
    if (checkpoint.mediaType !== checkpointType) {
      throw invalidArgument(`unsupported checkpoint type ${JSON.stringify(checkpoint.mediaType)}`);
    }
    await this.#refuseSecond(ctx, request.containerId);
    const directory = await mkdtemp(join(tmpdir(), "tsrt-checkpoint-"));
    try {
      await this.#differOrRefuse().apply(ctx, { ...checkpoint, mediaType: layerType }, [bind(directory)]);
    } catch (error) {
      await rm(directory, { recursive: true, force: true });
      throw error;
    }
    this.#unpacked.set(nameOf(ctx, request.containerId), directory);
    return directory;
  }

  /** Removes the directory that a checkpoint was unpacked to: `only` that one, when it is given. */
  async #forgetCheckpoint(ctx: Scoped, id: string, only?: string): Promise<void> {
    const directory = this.#unpacked.get(nameOf(ctx, id));
    if (directory !== undefined && (only === undefined || only === directory)) {
      this.#unpacked.delete(nameOf(ctx, id));
      await rm(directory, { recursive: true, force: true });
    }
  }

  /** So that nothing is unpacked in vain; the runtime refuses a second task of one name anyway. */
  async #refuseSecond(ctx: Scoped, id: string): Promise<void> {
    try {
      this.runtime.shim(ctx, id);
    } catch (error) {
      if (isKind(error, "not found")) {
        return;
      }
      throw error;
    }
    throw alreadyExists(`task ${id}`);
  }

  async #storeDirectory(ctx: Scoped, directory: string): Promise<Descriptor> {
    const options = { mediaType: layerType, ref: directory };
    const layer = await this.#differOrRefuse().diff(ctx, [], [bind(directory)], options);
    return { mediaType: checkpointType, digest: layer.digest, size: layer.size };
  }

  async #storeSpec(
    ctx: Scoped,
    container: Container,
    encode: CheckpointRequest["encode"],
  ): Promise<Descriptor> {
    const bytes = encode(container.spec);
    await using writer = await this.#content.writer(ctx, { ref: `checkpoint-spec-${container.id}` });
    await writer.truncate();
    await writer.write(bytes);
    const digest = await writer.digest();
    try {
      await writer.commit(ctx, { size: bytes.length });
    } catch (error) {
      if (!isKind(error, "already exists")) {
        throw error;
      }
    }
    return { mediaType: checkpointConfigType, digest, size: bytes.length };
  }

  #differOrRefuse(): Differ {
    if (this.#differ === undefined) {
      throw notImplemented("no differ is loaded for checkpoints");
    }
    return this.#differ;
  }
}

function nameOf(ctx: Scoped, id: string): string {
  return `${ctx.namespace}/${id}`;
}

function newTask(container: Container, request: TaskRequest, checkpoint: string | undefined): NewTask {
  const { stdin, stdout, stderr, terminal, rootfs, taskApiAddress, taskApiVersion } = request;
  return {
    id: container.id,
    runtime: container.runtime.name,
    runtimePath: request.runtimePath === "" ? undefined : request.runtimePath,
    options: request.options ?? container.runtime.options,
    spec: container.spec,
    sandbox: container.sandbox === "" ? undefined : container.sandbox,
    ...{ checkpoint, rootfs, stdin, stdout, stderr, terminal, taskApiAddress, taskApiVersion },
  };
}

function bind(source: string): Mount {
  return { type: "bind", source, target: "", options: ["rbind", "rw"] };
}
