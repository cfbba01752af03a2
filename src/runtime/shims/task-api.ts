// The Task service of a shim, version 3 or 2: the messages are the same, only the service's name differs.
import type { Context } from "../../context/index.ts";
import { isKind, messageOf } from "../../errors/index.ts";
import { type CallOptions, type Channel, type Stub, stub } from "../../rpc/channel.ts";
import { TaskService } from "../../rpc/gen/task3.ts";
import { namespaceHeader } from "../../rpc/interceptors/namespace.ts";
import type { Service } from "../../rpc/message.ts";

type TaskStub = Stub<typeof TaskService>;

const version2 = "containerd.task.v2.Task";

function asVersion2(): typeof TaskService {
  const methods = Object.entries(TaskService.methods).map(([key, method]) => [
    key,
    { ...method, service: version2 },
  ]);
  const service: Service = { name: version2, methods: Object.fromEntries(methods) };
  return service as typeof TaskService;
}

const services: Readonly<Record<number, typeof TaskService>> = { 2: asVersion2(), 3: TaskService };

export class TaskApi {
  readonly #channel: Channel;
  #version: number;
  #stub: TaskStub;
  /** The shim has answered a call in this version, so that "not implemented" is about a method and not about the service. */
  #isProven = false;

  constructor(channel: Channel, version: number) {
    this.#channel = channel;
    this.#version = version;
    this.#stub = stub(channel, services[version] ?? TaskService);
  }

  get version(): number {
    return this.#version;
  }

  /** Makes a call on behalf of `ctx`. A shim that does not know version 3 of the service is called in version 2 from then on. */
  async call<T>(ctx: Context, run: (api: TaskStub, options: CallOptions) => Promise<T>): Promise<T> {
    const options = callOptions(ctx);
    try {
      const reply = await run(this.#stub, options);
      this.#isProven = true;
      return reply;
    } catch (error) {
      if (this.#isProven || this.#version === 2 || !isKind(error, "not implemented")) {
        throw plain(error);
      }
      this.#version = 2;
      this.#stub = stub(this.#channel, services[2] ?? TaskService);
      return this.call(ctx, run);
    }
  }
}

/** The options of a call on behalf of `ctx`. */
export function callOptions(ctx: Context): CallOptions {
  const { namespace } = ctx;
  return {
    signal: ctx.signal,
    timeout: ctx.deadline === undefined ? undefined : Math.max(0, ctx.deadline - Date.now()),
    metadata: namespace === undefined ? {} : namespaceMetadata(namespace),
  };
}

function namespaceMetadata(namespace: string): Record<string, string> {
  return { [namespaceHeader.ttrpc]: namespace, [namespaceHeader.grpc]: namespace };
}

/** As in containerd the loss of a shim is an error of unknown kind whose text ends `ttrpc: closed`: CRI's clients look for it. */
function plain(error: unknown): unknown {
  return isClosed(error) ? new Error("ttrpc: closed") : error;
}

/** Whether an error says that the connection to the shim has ended. */
export function isClosed(error: unknown): boolean {
  const text = messageOf(error);
  return text === "ttrpc: closed" || text.startsWith("ttrpc: closed: ");
}
