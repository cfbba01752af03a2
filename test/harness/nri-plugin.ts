// A plugin of the node (NRI) that a test plays: it connects to the daemon's socket, registers itself and answers as the test says.
import { Multiplexer } from "../../src/nri/multiplexer.ts";
import { type Stub, stub } from "../../src/rpc/channel.ts";
import {
  type Container,
  type ContainerUpdate,
  PluginService,
  type PodSandbox,
  RuntimeService,
} from "../../src/rpc/gen/nri.ts";
import { type Handlers, Router, serve } from "../../src/rpc/handler.ts";
import type { Init } from "../../src/rpc/message.ts";
import { bunTransport } from "../../src/rpc/transport/bun.ts";
import type { Duplex } from "../../src/rpc/transport/duplex.ts";
import { ttrpcChannel } from "../../src/rpc/ttrpc/client.ts";
import { TtrpcServer } from "../../src/rpc/ttrpc/server.ts";

export interface NriEvent {
  readonly method: string;
  readonly pod: PodSandbox | null;
  readonly container: Container | null;
}

export interface NriPluginOptions {
  readonly name: string;
  readonly index?: string;
  /** Bits of the events that it wants; 0 for all but the validation. */
  readonly events?: number;
  readonly handlers?: Handlers<typeof PluginService>;
  /** What it wants of containers when it joins. */
  readonly wishes?: Init<ContainerUpdate>[];
  /** Events that it has no method for. */
  readonly without?: readonly string[];
}

/** All events but the last, which is for plugins that validate. */
const allButValidation = (1 << 13) - 1;
/** The methods of which a plugin without a handler still writes down that they were called. */
const events = [
  "runPodSandbox",
  "updatePodSandbox",
  "postUpdatePodSandbox",
  "stopPodSandbox",
  "removePodSandbox",
  "createContainer",
  "postCreateContainer",
  "startContainer",
  "postStartContainer",
  "updateContainer",
  "postUpdateContainer",
  "stopContainer",
  "removeContainer",
] as const;

export class NriPlugin implements AsyncDisposable {
  readonly events: NriEvent[] = [];
  readonly runtime: Stub<typeof RuntimeService>;
  readonly closed: Promise<void>;
  /** Resolves with what the runtime has told of the node, when all of it was told. */
  readonly synchronized: Promise<{ pods: PodSandbox[]; containers: Container[] }>;
  readonly #options: NriPluginOptions;
  readonly #duplex: Duplex;

  private constructor(duplex: Duplex, options: NriPluginOptions) {
    this.#duplex = duplex;
    this.#options = options;
    const multiplexer = new Multiplexer(duplex);
    const channel = ttrpcChannel(multiplexer.open(2));
    this.runtime = stub(channel, RuntimeService);
    this.closed = channel.closed;
    const synchronized = Promise.withResolvers<{ pods: PodSandbox[]; containers: Container[] }>();
    this.synchronized = synchronized.promise;
    const router = new Router();
    router.add(
      serve(PluginService, {
        ...this.#recorders(),
        ...this.#handshake(synchronized.resolve),
        ...options.handlers,
      }),
    );
    new TtrpcServer({ router }).accept(multiplexer.open(1));
  }

  /** Connects without a word. */
  static async connect(socket: string, options: NriPluginOptions): Promise<NriPlugin> {
    return new NriPlugin(await bunTransport.connect({ path: socket }), options);
  }

  /** A plugin that the daemon has started: its connection is a descriptor. */
  static async onDescriptor(fd: number, options: NriPluginOptions): Promise<NriPlugin> {
    return new NriPlugin(await bunTransport.connect({ fd }), options);
  }

  /** Resolves when the plugin takes part. */
  static async join(socket: string, options: NriPluginOptions): Promise<NriPlugin> {
    const plugin = await NriPlugin.connect(socket, options);
    await plugin.register();
    await plugin.synchronized;
    return plugin;
  }

  async register(): Promise<void> {
    const { name, index = "10" } = this.#options;
    await this.runtime.registerPlugin({ pluginName: name, pluginIdx: index });
  }

  /** Of the events so far, those of one pod or container. */
  methods(id: string): string[] {
    return this.events
      .filter(({ pod, container }) => (container ?? pod)?.id === id)
      .map(({ method }) => method);
  }

  /** As if the process had been killed. */
  kill(): void {
    this.#duplex.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.closed;
  }

  #handshake(
    done: (state: { pods: PodSandbox[]; containers: Container[] }) => void,
  ): Handlers<typeof PluginService> {
    const state: { pods: PodSandbox[]; containers: Container[] } = { pods: [], containers: [] };
    return {
      configure: async () => ({ events: this.#options.events ?? allButValidation }),
      synchronize: async (_ctx, { pods, containers, more }) => {
        state.pods.push(...pods);
        state.containers.push(...containers);
        if (more) {
          return { more };
        }
        done(state);
        return { update: this.#options.wishes ?? [] };
      },
      shutdown: async () => ({}),
    };
  }

  #recorders(): Handlers<typeof PluginService> {
    const without = new Set(this.#options.without);
    const recorders = events
      .filter((method) => !without.has(method))
      .map((method) => [
        method,
        async (_ctx: unknown, request: { pod: PodSandbox | null; container?: Container | null }) => {
          this.events.push({ method, pod: request.pod, container: request.container ?? null });
          return {};
        },
      ]);
    return Object.fromEntries(recorders);
  }
}
