import type { Container as ContainerRecord } from "../core/container.ts";
import { parseExact } from "../core/exact-json.ts";
import type { Mount } from "../core/mount.ts";
import { failedPrecondition, isKind } from "../errors/index.ts";
import type { Spec } from "../oci/spec/types.ts";
import { attachIo, type Streams } from "../process-io/fifo.ts";
import type { IoFactory } from "../process-io/io.ts";
import type { Client } from "./client.ts";
import { wireMount } from "./convert.ts";
import { Task } from "./task.ts";
import type { RequestOptions } from "./wire.ts";

/** What goes with a container's record. */
export interface DeleteContainerOptions extends RequestOptions {
  /** Its snapshot too. */
  readonly snapshot?: boolean | undefined;
}

/** A container's record and what can be done with it. */
export class Container {
  readonly record: ContainerRecord;
  readonly #client: Client;
  readonly #mounts: readonly Mount[] | undefined;

  /** `mounts`: of its snapshot, when they are known. */
  constructor(client: Client, record: ContainerRecord, mounts?: readonly Mount[]) {
    this.#client = client;
    this.record = record;
    this.#mounts = mounts;
  }

  get id(): string {
    return this.record.id;
  }

  /** Its OCI spec, as it was recorded: numbers that JavaScript would round can be written as JSON, but not read. */
  spec(): Spec {
    return parseExact(new TextDecoder().decode(this.record.spec.value)) as Spec;
  }

  /** Creates its task: the process exists, but runs only once it is started. Already exists: `task X`. */
  async newTask(io: IoFactory, options: RequestOptions = {}): Promise<Task> {
    const streams = await io({ id: this.id, directory: this.#client.directory });
    try {
      const rootfs = (await this.#rootfs(options)).map(wireMount);
      const request = { containerId: this.id, rootfs, ...streams.stdio };
      const pid = await this.#client.tasks.create(request, options);
      return new Task(this.#client.tasks, this.id, pid, streams, this.#client.directory).opened();
    } catch (error) {
      await streams[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The task there is, with its streams if some are given. Not found: `task X not found`. */
  async task(streams?: Streams, options: RequestOptions = {}): Promise<Task> {
    const state = await this.#client.tasks.get(this.id, "", options);
    const io = streams === undefined ? undefined : attachIo(state, streams);
    return new Task(this.#client.tasks, this.id, state.pid, io, this.#client.directory).opened();
  }

  /** Failed precondition while it has a task. */
  async delete(options: DeleteContainerOptions = {}): Promise<void> {
    if (await this.#hasTask(options)) {
      throw failedPrecondition(`cannot delete running task ${this.id}`);
    }
    const { snapshotter, snapshotKey } = this.record;
    if (options.snapshot === true && snapshotKey !== "") {
      try {
        await this.#client.snapshots(snapshotter).remove(snapshotKey, options);
      } catch (error) {
        if (!isKind(error, "not found")) {
          throw error;
        }
      }
    }
    await this.#client.containers.delete(this.id, options);
  }

  async #hasTask(options: RequestOptions): Promise<boolean> {
    try {
      await this.#client.tasks.get(this.id, "", options);
      return true;
    } catch (error) {
      if (isKind(error, "not found")) {
        return false;
      }
      throw error;
    }
  }

  /** Without a snapshot the spec's root is used as it is. */
  async #rootfs(options: RequestOptions): Promise<readonly Mount[]> {
    const { snapshotter, snapshotKey } = this.record;
    if (this.#mounts !== undefined) {
      return this.#mounts;
    }
    return snapshotKey === "" ? [] : this.#client.snapshots(snapshotter).mounts(snapshotKey, options);
  }
}
