// The connection of a plugin: it registers itself, and may ask for updates of containers at any time; the runtime calls it. Source:
// containerd/nri pkg/adaptation/plugin.go.
import type { Log } from "../log/index.ts";
import { type Stub, stub } from "../rpc/channel.ts";
import {
  PluginService,
  type RegisterPluginRequest,
  RuntimeService,
  type UpdateContainersRequest,
  type UpdateContainersResponse,
} from "../rpc/gen/nri.ts";
import { Router, serve } from "../rpc/handler.ts";
import type { Init } from "../rpc/message.ts";
import type { Duplex, Peer } from "../rpc/transport/duplex.ts";
import { ttrpcChannel } from "../rpc/ttrpc/client.ts";
import { TtrpcServer } from "../rpc/ttrpc/server.ts";
import { Multiplexer } from "./multiplexer.ts";

/** Numbers of the multiplexed connections, by who serves. */
const served = { byPlugin: 1, byRuntime: 2 } as const;

export type PluginApi = Stub<typeof PluginService>;

/** What a plugin may ask for. */
export interface PluginRequests {
  /** An error refuses the plugin. */
  register(request: RegisterPluginRequest): void;
  updateContainers(request: UpdateContainersRequest): Promise<Init<UpdateContainersResponse>>;
}

export class PluginConnection {
  readonly api: PluginApi;
  readonly peer: Peer;
  /** Resolves when the connection has ended, whichever side ended it. */
  readonly closed: Promise<void>;
  readonly #trunk: Duplex;
  #isClosed = false;

  /** Must be called as early as `start` of the duplex. */
  constructor(trunk: Duplex, requests: PluginRequests, log: Log) {
    this.#trunk = trunk;
    this.peer = trunk.peer;
    const multiplexer = new Multiplexer(trunk, (error) =>
      log.warn("a node plugin's connection is broken", { error }),
    );
    const channel = ttrpcChannel(multiplexer.open(served.byPlugin));
    this.api = stub(channel, PluginService);
    this.closed = channel.closed.then(() => {
      this.#isClosed = true;
    });
    const router = new Router();
    router.add(
      serve(RuntimeService, {
        registerPlugin: async (_ctx, request) => {
          requests.register(request);
          return {};
        },
        updateContainers: (_ctx, request) => requests.updateContainers(request),
      }),
    );
    new TtrpcServer({ router, log }).accept(multiplexer.open(served.byRuntime));
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Sends what is queued, e.g. the answer that refuses the plugin, and closes. */
  end(): void {
    // Answers are sent once in a turn of the event loop.
    setImmediate(() => this.#trunk.end());
  }

  close(): void {
    this.#isClosed = true;
    this.#trunk.destroy();
  }
}
