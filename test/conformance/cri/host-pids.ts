// critest asks for most pods without naming namespaces, and by CRI's defaults their containers share process ids, for which a pod needs
// a process. This passes critest's calls on to the daemon, and has such pods share the process ids of the host instead. With ids of
// their own, as kubelet has it, containers that handle no SIGTERM would not end by it, and specs that stop them would fail.
import type { Context } from "../../../src/context/index.ts";
import type { Channel } from "../../../src/rpc/channel.ts";
import {
  LinuxPodSandboxConfig,
  LinuxSandboxSecurityContext,
  NamespaceMode,
  NamespaceOption,
  type RunPodSandboxRequest,
  RuntimeServiceService,
} from "../../../src/rpc/gen/cri.ts";
import { grpcChannel } from "../../../src/rpc/grpc/client.ts";
import { GrpcServer } from "../../../src/rpc/grpc/server.ts";
import { type AnyHandler, Router, serve } from "../../../src/rpc/handler.ts";
import type { Method } from "../../../src/rpc/message.ts";
import { bunTransport } from "../../../src/rpc/transport/bun.ts";

/** Listens at `address` until it is disposed of, and calls the daemon at `daemon`. */
export async function passOn(address: string, daemon: string): Promise<AsyncDisposable> {
  const channel = grpcChannel(await bunTransport.connect({ path: daemon }));
  const methods = Object.entries<Method>(RuntimeServiceService.methods);
  const handlers = Object.fromEntries(methods.map(([key, method]) => [key, passing(channel, method)]));
  const router = new Router();
  const { runPodSandbox } = handlers;
  router.add({
    ...serve(RuntimeServiceService, {}),
    handlers: { ...handlers, runPodSandbox: (ctx, request) => runPodSandbox?.(ctx, withHostPids(request)) },
  });
  const server = new GrpcServer({ router });
  const listener = await bunTransport.listen({ path: address }, (duplex) => server.accept(duplex));
  return {
    async [Symbol.asyncDispose]() {
      await listener.close();
      await server.close(0);
      await channel.close();
    },
  };
}

/** The service has unary calls, and calls with one request and many answers. */
function passing(channel: Channel, method: Method): AnyHandler {
  const optionsOf = ({ signal, deadline }: Context) => ({
    signal,
    ...(deadline === undefined ? {} : { timeout: Math.max(1, deadline - Date.now()) }),
  });
  if (method.kind === "unary") {
    return (ctx, request) => channel.unary(method, request, optionsOf(ctx));
  }
  return (ctx, request) => channel.stream(method, once(request), optionsOf(ctx));
}

async function* once<T>(value: T): AsyncGenerator<T> {
  yield value;
}

function withHostPids(request: RunPodSandboxRequest): RunPodSandboxRequest {
  const empty = new Uint8Array(0);
  if (request.config !== null) {
    request.config.linux ??= LinuxPodSandboxConfig.decode(empty);
    request.config.linux.securityContext ??= LinuxSandboxSecurityContext.decode(empty);
    const { securityContext } = request.config.linux;
    if (securityContext.namespaceOptions === null) {
      securityContext.namespaceOptions = NamespaceOption.decode(empty);
      securityContext.namespaceOptions.pid = NamespaceMode.NODE;
    }
  }
  return request;
}
