import { join } from "node:path";
import type { Container as ContainerRecord } from "../core/container.ts";
import { isCriLogUri } from "../core/cri-log.ts";
import type { Mount } from "../core/mount.ts";
import { failedPrecondition, isKind } from "../errors/index.ts";
import { fromMount } from "../messages/mount.ts";
import { recordedSpec } from "../oci/spec/parse.ts";
import type { Spec } from "../oci/spec/types.ts";
import { attachIo, type Streams } from "../process-io/fifo.ts";
import type { IoFactory, ProcessIo } from "../process-io/io.ts";
import { attachTap } from "../process-io/tap.ts";
import type { Client } from "./client.ts";
import { Task } from "./task.ts";
import type { TaskState } from "./tasks.ts";
import type { RequestOptions } from "./wire.ts";

/** What is deleted with a container's record. */
export interface DeleteContainerOptions extends RequestOptions {
  /** Its snapshot, too. Default: it stays. */
  readonly snapshot?: boolean | undefined;
}

/** A container: its record, and what can be done with it. */
export class Container {
  /** The record as it was when it was read. */
  readonly record: ContainerRecord;
  readonly #client: Client;
  readonly #mounts: readonly Mount[] | undefined;

  /** `mounts`: those of the container's snapshot, where they are known already. */
  constructor(client: Client, record: ContainerRecord, mounts?: readonly Mount[]) {
    this.#client = client;
    this.record = record;
    this.#mounts = mounts;
  }

  /** The id, unique in its namespace. */
  get id(): string {
    return this.record.id;
  }

  /**
   * The OCI spec as it was recorded. Numbers that JavaScript would round can be written as JSON, but not read. Data loss: the
   * record's spec is not a JSON object.
   */
  spec(): Spec {
    return recordedSpec(this.record);
  }

  /** Creates the container's task. Its process exists, but runs only when it is started. Already exists: `task X`. */
  async newTask(io: IoFactory, options: RequestOptions = {}): Promise<Task> {
    const streams = await io({ id: this.id, directory: this.#client.directory });
    try {
      const rootfs = (await this.#rootfs(options)).map(fromMount);
      const request = { containerId: this.id, rootfs, ...streams.stdio };
      const pid = await this.#client.tasks.create(request, options);
      return new Task(this.#client.tasks, this.id, pid, streams, this.#client.directory).opened();
    } catch (error) {
      await streams[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The task that exists, attached to its streams where some are given. Not found: `task X not found`. */
  async task(streams?: Streams, options: RequestOptions = {}): Promise<Task> {
    const state = await this.#client.tasks.get(this.id, "", options);
    const io = streams === undefined ? undefined : await this.#attach(state, streams, options);
    return new Task(this.#client.tasks, this.id, state.pid, io, this.#client.directory).opened();
  }

  /** Output that the task's shim logs for CRI cannot be read where it goes: the shim is asked for a copy. */
  async #attach(state: TaskState, streams: Streams, options: RequestOptions): Promise<ProcessIo> {
    const { tasks, directory } = this.#client;
    return isCriLogUri(state.stdout)
      ? attachTap(state, streams, join(directory, "fifo"), (tap) => tasks.tap(this.id, tap, options))
      : attachIo(state, streams);
  }

  /** Deletes the record, and the snapshot if `snapshot` says so. Failed precondition: the container has a task. */
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

  /** Whether the daemon knows a task of this container. */
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

  /** The mounts for the task's root filesystem. Without a snapshot there are none: the spec's root is used as it is. */
  async #rootfs(options: RequestOptions): Promise<readonly Mount[]> {
    const { snapshotter, snapshotKey } = this.record;
    if (this.#mounts !== undefined) {
      return this.#mounts;
    }
    return snapshotKey === "" ? [] : this.#client.snapshots(snapshotter).mounts(snapshotKey, options);
  }
}
