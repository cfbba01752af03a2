// Opens the daemon's sockets and serves the API services there: by gRPC to clients, by ttrpc to shims.
import { within } from "../context/within.ts";
import type { ApiService } from "../core/api.ts";
import { checkIdentifier } from "../core/identifier.ts";
import { messageOf } from "../errors/index.ts";
import { peerOf } from "../linux/peer.ts";
import type { Log } from "../log/index.ts";
import { GrpcServer } from "../rpc/grpc/server.ts";
import type { Interceptor } from "../rpc/handler.ts";
import { CallCounts } from "../rpc/interceptors/counts.ts";
import { leaseInterceptor } from "../rpc/interceptors/lease.ts";
import { logInterceptor } from "../rpc/interceptors/log.ts";
import { namespaceHeader, namespaceInterceptor } from "../rpc/interceptors/namespace.ts";
import { createBunTransport } from "../rpc/transport/bun.ts";
import { TtrpcServer } from "../rpc/ttrpc/server.ts";
import type { Activity } from "./activity.ts";
import { routerOf } from "./api-services.ts";
import type { DaemonConfig } from "./config/config.ts";
import type { LoopWatch } from "./loop.ts";
import { type MetricSources, type MetricsServer, serveMetrics } from "./metrics.ts";
import { listenSocket } from "./socket.ts";

export interface Servers {
  readonly counts: CallCounts;
  connections(): number;
  /**
   * Ends the service, in this order: no new connections; calls may end, for so long; `drain` delivers to subscribers what
   * was published, for so long; what is left is cut off. Between the last two nobody publishes an event that a subscriber
   * would not get: after the drain events are refused.
   */
  close(graceMillis: number, drain: () => Promise<void>): Promise<void>;
}

export interface ListenOptions {
  readonly config: DaemonConfig;
  readonly services: ReadonlyMap<string, ApiService>;
  readonly activity: Activity;
  readonly loop: LoopWatch;
  readonly log: Log;
}

/** Whether a peer may use the ttrpc socket: shims run as the same user as the daemon. */
const isOwn = (peer: { readonly uid?: number | undefined }): boolean => peer.uid === process.getuid?.();

export async function listen(options: ListenOptions): Promise<Servers> {
  const { config, activity, loop, log } = options;
  const counts = new CallCounts();
  const parts = makeServers(options, counts);
  const listeners = await openSockets(config, parts);
  const connections = (): number => parts.grpc.connections + parts.ttrpc.connections;
  const metrics = openMetrics(config.metrics.address, log, {
    loop: () => loop.delay(),
    calls: () => counts.all(),
    connections,
  });
  return {
    counts,
    connections,
    close: async (graceMillis, drain) => {
      await metrics?.close();
      await Promise.all(listeners.map((listener) => listener.close()));
      await closeInOrder(parts, activity, graceMillis, drain);
    },
  };
}

interface ServerPair {
  readonly grpc: GrpcServer;
  readonly ttrpc: TtrpcServer;
}

function makeServers({ config, services, activity, log }: ListenOptions, counts: CallCounts): ServerPair {
  const interceptors = (header: string): Interceptor[] => [
    activity.interceptor,
    counts.interceptor,
    logInterceptor(log),
    namespaceInterceptor(header, checkIdentifier),
    leaseInterceptor,
  ];
  const grpc = new GrpcServer({
    router: routerOf(services, "grpc", log),
    interceptors: interceptors(namespaceHeader.grpc),
    log,
    // 0 in the configuration stands for the default.
    maxReceiveBytes: config.grpc.max_recv_message_size || undefined,
    maxSendBytes: config.grpc.max_send_message_size || undefined,
  });
  const ttrpc = new TtrpcServer({
    router: routerOf(services, "ttrpc", log),
    interceptors: interceptors(namespaceHeader.ttrpc),
    log,
    allow: isOwn,
  });
  return { grpc, ttrpc };
}

/** ttrpc comes first: whoever reaches the gRPC socket may start a shim that forwards events. */
async function openSockets(
  { grpc, ttrpc }: DaemonConfig,
  servers: ServerPair,
): Promise<readonly { close(): Promise<void> }[]> {
  const transport = createBunTransport({ peerOf });
  const ttrpcSocket = { path: ttrpc.address, uid: ttrpc.uid, gid: ttrpc.gid, mode: 0o600 };
  const ttrpcListener = await listenSocket(transport, ttrpcSocket, (duplex) => servers.ttrpc.accept(duplex));
  const grpcSocket = { path: grpc.address, uid: grpc.uid, gid: grpc.gid, mode: 0o660 };
  try {
    return [
      ttrpcListener,
      await listenSocket(transport, grpcSocket, (duplex) => servers.grpc.accept(duplex)),
    ];
  } catch (error) {
    await ttrpcListener.close();
    throw error;
  }
}

async function closeInOrder(
  { grpc, ttrpc }: ServerPair,
  activity: Activity,
  graceMillis: number,
  drain: () => Promise<void>,
): Promise<void> {
  const close = async (millis: number): Promise<void> => {
    await Promise.all([grpc.close(millis), ttrpc.close(millis)]);
  };
  const closing = close(2 * graceMillis);
  // Streams and waits last as long as their clients: once no other call is left, nobody is waited for. A call may run
  // on without a client, which has gone or was answered at its deadline: connections that have ended say nothing.
  await within(graceMillis, activity.idle());
  await within(graceMillis, drain());
  // The last messages have been written to connections, which send once in a turn.
  await new Promise(setImmediate);
  await Promise.all([closing, close(0)]);
}

/** A failure is only logged: a port that is taken must not keep the daemon from starting. */
function openMetrics(address: string, log: Log, sources: MetricSources): MetricsServer | undefined {
  if (address === "") {
    return undefined;
  }
  try {
    const server = serveMetrics(address, sources);
    log.info("serving metrics", { address: server.address });
    return server;
  } catch (error) {
    log.error("cannot serve metrics", { address, error: messageOf(error) });
    return undefined;
  }
}
