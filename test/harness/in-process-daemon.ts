// Runs all plugins of a daemon in the process of the test, with gRPC through memory, for tests that must observe or control what
// happens inside a call.
import { readdirSync } from "node:fs";
import { derive } from "../../src/context/index.ts";
import { ApiService } from "../../src/core/api.ts";
import { checkIdentifier } from "../../src/core/identifier.ts";
import { builtins } from "../../src/daemon/builtins.ts";
import { loadConfig } from "../../src/daemon/config/config.ts";
import { factsPlugin } from "../../src/daemon/facts.plugin.ts";
import { createLog } from "../../src/log/index.ts";
import { boot, type Kernel } from "../../src/plugin/boot.ts";
import { type CallOptions, type Channel, type Stub, stub } from "../../src/rpc/channel.ts";
import { grpcChannel } from "../../src/rpc/grpc/client.ts";
import { GrpcServer } from "../../src/rpc/grpc/server.ts";
import { type Interceptor, type Registration, Router } from "../../src/rpc/handler.ts";
import { leaseInterceptor } from "../../src/rpc/interceptors/lease.ts";
import { namespaceHeader, namespaceInterceptor } from "../../src/rpc/interceptors/namespace.ts";
import type { Service } from "../../src/rpc/message.ts";
import { memoryPair } from "../../src/rpc/transport/memory.ts";
import type { Cancellation } from "./cancellation.ts";
import { eventually } from "./command.ts";
import { type Scratch, scratch } from "./scratch.ts";

const cancellationHeader = "test-cancellation";

export class InProcessDaemon implements AsyncDisposable {
  readonly directory: Scratch;
  readonly #kernel: Kernel;
  readonly #channel: Channel;
  readonly #server: GrpcServer;
  /** The cancellations of running calls, by the value of the header that a call carries. */
  readonly #cancellations = new Map<string, Cancellation>();

  private constructor(directory: Scratch, kernel: Kernel) {
    this.directory = directory;
    this.#kernel = kernel;
    const router = new Router();
    for (const service of kernel.all(ApiService).values()) {
      if (service.transports.includes("grpc")) {
        router.add(service.registration as Registration);
      }
    }
    const canceling: Interceptor = (call, run) => {
      const cancellation = this.#cancellations.get(call.metadata.get(cancellationHeader) ?? "");
      return run(
        cancellation === undefined ? call.ctx : derive(call.ctx, { signal: cancellation.handlerSignal }),
      );
    };
    const named = namespaceInterceptor(namespaceHeader.grpc, checkIdentifier);
    this.#server = new GrpcServer({ router, interceptors: [canceling, named, leaseInterceptor] });
    const [client, server] = memoryPair();
    this.#server.accept(server);
    this.#channel = grpcChannel(client);
  }

  static async start(): Promise<InProcessDaemon> {
    const directory = scratch();
    const args = {
      address: directory.join("s.sock"),
      root: directory.join("root"),
      state: directory.join("state"),
    };
    const config = loadConfig(args);
    const kernel = await boot({
      plugins: [factsPlugin(config, "test"), ...builtins],
      tables: config.plugins,
      ...{ root: args.root, state: args.state, startTimeout: 60_000 },
      log: createLog({ level: process.env.TSRT_TEST_LOG ? "debug" : "fatal", format: "text" }),
    });
    return new InProcessDaemon(directory, kernel);
  }

  service<S extends Service>(service: S): Stub<S> {
    return stub(this.#channel, service);
  }

  /** Options for calls in the namespace `default`. With a cancellation, the call is canceled at its step. */
  options(cancellation?: Cancellation): CallOptions {
    const namespace = { "containerd-namespace": "default" };
    if (cancellation === undefined) {
      return { metadata: namespace };
    }
    const id = String(this.#cancellations.size);
    this.#cancellations.set(id, cancellation);
    return { signal: cancellation.callerSignal, metadata: { ...namespace, [cancellationHeader]: id } };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#channel.close();
    await this.#server.close(0);
    await eventually("the shims to end", () => readdirSync(this.directory.join("state/s")).length === 0);
    await this.#kernel.stop();
    this.directory[Symbol.dispose]();
  }
}
