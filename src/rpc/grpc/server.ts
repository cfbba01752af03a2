// A gRPC server over any duplex. It accepts connections, finds the method of each request, and stops gracefully.
import { type Log, silent } from "../../log/index.ts";
import type { Interceptor, Route, Router } from "../handler.ts";
import { Http2Connection } from "../http2/connection.ts";
import { errorCode } from "../http2/errors.ts";
import type { Field } from "../http2/hpack/field.ts";
import type { KeepaliveOptions } from "../http2/keepalive.ts";
import { defaultLimits } from "../http2/limits.ts";
import type { Http2Stream, StreamEvents } from "../http2/stream.ts";
import { codes } from "../status.ts";
import type { Duplex, Peer } from "../transport/duplex.ts";
import { MessageBudget } from "./message-budget.ts";
import { parseRequest, type Refusal, type RequestHead } from "./request-head.ts";
import { trailersOnly } from "./response.ts";
import { ServerCall } from "./server-call.ts";

export interface GrpcServerOptions {
  readonly router: Router;
  /** They wrap every call; the first is the outermost. */
  readonly interceptors?: readonly Interceptor[] | undefined;
  readonly log?: Log | undefined;
  /** The largest message that is received. Default 16 MiB, as in containerd. */
  readonly maxReceiveBytes?: number | undefined;
  /** The largest message that is sent. Default 16 MiB, as in containerd. */
  readonly maxSendBytes?: number | undefined;
  /** The most calls of one connection: open streams, and handlers that still run after their stream was reset. */
  readonly maxStreams?: number | undefined;
  readonly keepalive?: KeepaliveOptions | undefined;
}

const defaultMaxMessageBytes = 16 * 1024 * 1024;

/** The memory for incomplete and queued messages of all clients, as a number of messages of the largest size. */
const budgetInLargestMessages = 32;

/** The least memory for them, however small messages may be: one slow call may hold a whole window of the smallest messages. */
const minBudget = 64 * 1024 * 1024;

/** The values of grpc-go's server: it sends a ping after two hours of silence and waits 20 seconds for the answer. */
const defaultKeepalive: KeepaliveOptions = { time: 2 * 60 * 60 * 1000, timeout: 20_000 };

export class GrpcServer {
  readonly #options: GrpcServerOptions;
  readonly #log: Log;
  readonly #maxReceiveBytes: number;
  readonly #maxSendBytes: number;
  readonly #connections = new Set<Http2Connection>();
  readonly #budget: MessageBudget;
  #emptied: PromiseWithResolvers<void> | undefined;
  #isStopping = false;

  constructor(options: GrpcServerOptions) {
    this.#options = options;
    this.#log = options.log ?? silent;
    this.#maxReceiveBytes = options.maxReceiveBytes ?? defaultMaxMessageBytes;
    this.#maxSendBytes = options.maxSendBytes ?? defaultMaxMessageBytes;
    this.#budget = new MessageBudget(Math.max(minBudget, this.#maxReceiveBytes * budgetInLargestMessages));
  }

  get connections(): number {
    return this.#connections.size;
  }

  accept(duplex: Duplex): void {
    const maxStreams = this.#options.maxStreams ?? defaultLimits.maxStreams;
    const calls = { running: 0, limit: maxStreams };
    const connection = new Http2Connection(
      duplex,
      {
        role: "server",
        limits: { maxStreams },
        keepalive: this.#options.keepalive ?? defaultKeepalive,
      },
      {
        opened: (stream, fields, truncated) => this.#opened(stream, fields, truncated, calls, duplex.peer),
        closed: (error) => this.#closed(connection, error),
      },
    );
    this.#connections.add(connection);
    if (this.#isStopping) {
      connection.shutdown();
    }
  }

  /** Sends GOAWAY to all clients. Calls may finish for `graceMillis` milliseconds; then the remaining connections are closed. */
  async close(graceMillis: number): Promise<void> {
    this.#isStopping = true;
    if (this.#connections.size === 0) {
      return;
    }
    this.#emptied ??= Promise.withResolvers<void>();
    for (const connection of this.#connections) {
      connection.shutdown();
    }
    const cutOff = (): void => {
      for (const connection of this.#connections) {
        connection.destroy();
      }
    };
    const timer = setTimeout(cutOff, graceMillis);
    await this.#emptied.promise;
    clearTimeout(timer);
  }

  #closed(connection: Http2Connection, error: Error | undefined): void {
    this.#connections.delete(connection);
    if (error !== undefined) {
      this.#log.debug("grpc connection failed", { error });
    }
    if (this.#connections.size === 0) {
      this.#emptied?.resolve();
    }
  }

  #opened(stream: Http2Stream, fields: readonly Field[], truncated: boolean, calls: Calls, peer: Peer): void {
    if (calls.running >= calls.limit) {
      // A reset frees the stream, but not the handler behind it, so handlers are counted too (CVE-2023-44487).
      stream.reset(errorCode.refusedStream);
      return;
    }
    if (truncated) {
      const status = { code: codes["resource exhausted"], message: "the header list is too long" };
      refuse(stream, { httpStatus: 431, status });
      return;
    }
    const head = parseRequest(fields);
    if ("status" in head) {
      refuse(stream, head);
      return;
    }
    const route = this.#options.router.find(head.service, head.method);
    if (route?.handler === undefined) {
      const status = { code: codes["not implemented"], message: this.#unimplementedText(head, route) };
      refuse(stream, { httpStatus: 200, status });
      return;
    }
    calls.running++;
    new ServerCall(stream, head, {
      method: route.method,
      handler: route.handler,
      interceptors: this.#options.interceptors ?? [],
      peer,
      maxReceiveBytes: this.#maxReceiveBytes,
      maxSendBytes: this.#maxSendBytes,
      budget: this.#budget,
      settled: () => {
        calls.running--;
      },
    });
  }

  /** The texts of grpc-go, because clients look for them to find out which services a daemon has. */
  #unimplementedText(head: RequestHead, route: Route | undefined): string {
    if (route !== undefined) {
      return `method ${head.method} not implemented`;
    }
    return this.#options.router.hasService(head.service)
      ? `unknown method ${head.method} for service ${head.service}`
      : `unknown service ${head.service}`;
  }
}

interface Calls {
  running: number;
  readonly limit: number;
}

/** Answers a request that does not become a call. What the client still sends is dropped. */
function refuse(stream: Http2Stream, refusal: Refusal): void {
  const discard: StreamEvents = {
    headers() {},
    data: (_bytes, start, end) => stream.consumed(end - start),
    ended() {},
    aborted() {},
  };
  stream.events = discard;
  stream.end(trailersOnly(refusal));
}
