import { jsonAny, typeUrls } from "../core/any.ts";
import type { Descriptor } from "../core/descriptor.ts";
import type { Process as ProcessSpec, Resources } from "../oci/spec/types.ts";
import type { IoFactory, ProcessIo } from "../process-io/io.ts";
import { nullIo } from "../process-io/io.ts";
import { descriptorOf } from "./convert.ts";
import { Process } from "./process.ts";
import type { Metric, Tasks } from "./tasks.ts";
import type { RequestOptions } from "./wire.ts";

/** The streams of one more process. */
export interface ExecOptions extends RequestOptions {
  /** Default: no streams. */
  readonly io?: IoFactory | undefined;
}

/** A process of a container, seen from the host. */
export interface ProcessInfo {
  readonly pid: number;
  /** The exec that it is; undefined for others. */
  readonly execId: string | undefined;
}

/** The running side of a container. */
export class Task extends Process {
  readonly #directory: string;

  constructor(tasks: Tasks, containerId: string, pid: number, io: ProcessIo | undefined, directory: string) {
    super(tasks, containerId, "", pid, io);
    this.#directory = directory;
  }

  /** Connects the streams of a task that was just created. */
  opened(): this {
    this.connect();
    return this;
  }

  /** Adds a process. It runs once it is started. */
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

  /** An exec that there is, without its streams. */
  process(execId: string): Process {
    return new Process(this.tasks, this.containerId, execId, 0, undefined);
  }

  /** Freezes all its processes. */
  async pause(options?: RequestOptions): Promise<void> {
    await this.tasks.service.pause({ containerId: this.containerId }, this.tasks.call(options));
  }

  /** Lets them go on. */
  async resume(options?: RequestOptions): Promise<void> {
    await this.tasks.service.resume({ containerId: this.containerId }, this.tasks.call(options));
  }

  /** All its processes. */
  async pids(options?: RequestOptions): Promise<ProcessInfo[]> {
    const request = { containerId: this.containerId };
    const { processes } = await this.tasks.service.listPids(request, this.tasks.call(options));
    const { ProcessDetails } = await import("../rpc/gen/runc.ts");
    return processes.map(({ pid, info }) => ({
      pid,
      execId: info === null ? undefined : ProcessDetails.decode(info.value).execId,
    }));
  }

  /** Undefined when there are none. */
  async metrics(options?: RequestOptions): Promise<Metric | undefined> {
    const [metric] = await this.tasks.metrics([this.containerId], options);
    return metric;
  }

  /** Changes the limits of a running container. */
  async update(resources: Resources, options?: RequestOptions): Promise<void> {
    const request = { containerId: this.containerId, resources: jsonAny(typeUrls.resources, resources) };
    await this.tasks.service.update(request, this.tasks.call(options));
  }

  /** Descriptors of the checkpoint's parts, in the content store. */
  async checkpoint(options?: RequestOptions): Promise<Descriptor[]> {
    const request = { containerId: this.containerId };
    const { descriptors } = await this.tasks.service.checkpoint(request, this.tasks.call(options));
    return descriptors.map(descriptorOf);
  }
}
