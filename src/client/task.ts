import { jsonAny, typeUrls } from "../core/any.ts";
import type { Descriptor } from "../core/descriptor.ts";
import type { ProcessSpec, Resources } from "../oci/spec/types.ts";
import type { IoFactory, ProcessIo } from "../process-io/io.ts";
import { nullIo } from "../process-io/io.ts";
import { descriptorOf } from "./convert.ts";
import { Process } from "./process.ts";
import type { Metric, Tasks } from "./tasks.ts";
import type { RequestOptions } from "./wire.ts";

/** How an exec is made. */
export interface ExecOptions extends RequestOptions {
  /** Its streams. Default: none. */
  readonly io?: IoFactory | undefined;
}

/** A process of a container, as the host sees it. */
export interface ProcessInfo {
  /** Its pid on the daemon's host. */
  readonly pid: number;
  /** Id of the exec that it is; undefined for a process that is none. */
  readonly execId: string | undefined;
}

/** The running side of a container: its own process, and the place for others. */
export class Task extends Process {
  readonly #directory: string;

  /** Use `container.newTask` or `container.task`. */
  constructor(tasks: Tasks, containerId: string, pid: number, io: ProcessIo | undefined, directory: string) {
    super(tasks, containerId, "", pid, io);
    this.#directory = directory;
  }

  /** Connects the streams. The task's shim has opened its side of them. */
  opened(): this {
    this.connect();
    return this;
  }

  /** Makes an exec, which runs when it is started. Already exists: the id is taken. */
  async exec(execId: string, spec: ProcessSpec, options: ExecOptions = {}): Promise<Process> {
    const io = await (options.io ?? nullIo)({ id: execId, directory: this.#directory });
    try {
      const process = { ...io.stdio, execId, spec: jsonAny(typeUrls.process, spec) };
      await this.tasks.exec(this.containerId, process, options);
    } catch (error) {
      await io[Symbol.asyncDispose]();
      throw error;
    }
    return new Process(this.tasks, this.containerId, execId, 0, io);
  }

  /** An exec that exists already, without its streams. No request is made. */
  process(execId: string): Process {
    return new Process(this.tasks, this.containerId, execId, 0, undefined);
  }

  /** Freezes all processes of the container. */
  async pause(options?: RequestOptions): Promise<void> {
    await this.tasks.service.pause({ containerId: this.containerId }, this.tasks.call(options));
  }

  /** Lets frozen processes go on. */
  async resume(options?: RequestOptions): Promise<void> {
    await this.tasks.service.resume({ containerId: this.containerId }, this.tasks.call(options));
  }

  /** All processes of the container. */
  async pids(options?: RequestOptions): Promise<ProcessInfo[]> {
    const request = { containerId: this.containerId };
    const { processes } = await this.tasks.service.listPids(request, this.tasks.call(options));
    const { ProcessDetails } = await import("../rpc/gen/runc.ts");
    return processes.map(({ pid, info }) => ({
      pid,
      execId: info === null ? undefined : ProcessDetails.decode(info.value).execId,
    }));
  }

  /** A measurement of the container's resources; undefined when its runtime gives none. */
  async metrics(options?: RequestOptions): Promise<Metric | undefined> {
    const [metric] = await this.tasks.metrics([this.containerId], options);
    return metric;
  }

  /** Changes resource limits of the running container. */
  async update(resources: Resources, options?: RequestOptions): Promise<void> {
    const request = { containerId: this.containerId, resources: jsonAny(typeUrls.resources, resources) };
    await this.tasks.service.update(request, this.tasks.call(options));
  }

  /** Makes a checkpoint in the content store, and gives the descriptors of its parts. */
  async checkpoint(options?: RequestOptions): Promise<Descriptor[]> {
    const request = { containerId: this.containerId };
    const { descriptors } = await this.tasks.service.checkpoint(request, this.tasks.call(options));
    return descriptors.map(descriptorOf);
  }
}
