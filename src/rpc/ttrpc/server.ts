// The server's side of ttrpc: any number of connections that call the services of one router.
import type { Context } from "../../context/index.ts";
import { canceled, deadlineExceeded, type Fault } from "../../errors/index.ts";
import { type Log, silent } from "../../log/index.ts";
import { Request } from "../gen/ttrpc.ts";
import { type Call, type CallMetadata, type Interceptor, type Router, runThrough } from "../handler.ts";
import { codes } from "../status.ts";
import { startTimer } from "../timer.ts";
import type { Duplex, Peer } from "../transport/duplex.ts";
import { refuse, ServerCall, sendStatus } from "./call.ts";
import { TtrpcConnection } from "./connection.ts";
import { type Frame, type FrameHeader, flag, frameType, oversized } from "./frame.ts";

export interface TtrpcServerOptions {
  router: Router;
  /** They wrap every call; the first is the outermost. */
  interceptors?: readonly Interceptor[];
  log?: Log;
  /** Whether a peer may connect. By default every peer may. */
  allow?: (peer: Peer) => boolean;
  /** Called when the last connection has ended. */
  onIdle?: () => void;
}

/** When more bytes than this wait for a client to take them, no more of its requests are read. */
const maxPendingBytes = 8 << 20;

export class TtrpcServer {
  readonly #options: TtrpcServerOptions;
  readonly #connections = new Set<ServerConnection>();

  constructor(options: TtrpcServerOptions) {
    this.#options = options;
  }

  get connections(): number {
    return this.#connections.size;
  }

  accept(duplex: Duplex): void {
    if (this.#options.allow?.(duplex.peer) === false) {
      (this.#options.log ?? silent).warn("refused a ttrpc connection", { peer: duplex.peer });
      duplex.start({ data: () => {}, drain: () => {}, end: () => {}, close: () => {} });
      duplex.destroy();
      return;
    }
    const connection = new ServerConnection(duplex, this.#options, () => {
      this.#connections.delete(connection);
      if (this.#connections.size === 0) {
        this.#options.onIdle?.();
      }
    });
    this.#connections.add(connection);
  }

  /** Lets calls end for at most `graceMillis`, then closes every connection. */
  async close(graceMillis: number): Promise<void> {
    const connections = [...this.#connections];
    const timer = setTimeout(() => {
      for (const connection of connections) {
        connection.destroy();
      }
    }, graceMillis);
    await Promise.all(connections.map((connection) => connection.drain()));
    clearTimeout(timer);
  }
}

class ServerConnection {
  readonly #options: TtrpcServerOptions;
  readonly #connection: TtrpcConnection;
  /** The calls whose handlers run. A handler may still run after its call was answered. */
  readonly #calls = new Map<number, ServerCall>();
  readonly #abort = new AbortController();
  readonly #closed = Promise.withResolvers<void>();
  #lastId = 0;
  #isDraining = false;
  #isHeld = false;

  constructor(duplex: Duplex, options: TtrpcServerOptions, onClosed: () => void) {
    this.#options = options;
    this.#connection = new TtrpcConnection(duplex, {
      frame: (frame) => this.#onFrame(frame),
      oversized: (header) => this.#onOversized(header),
      closed: () => {
        this.#onClosed();
        onClosed();
      },
    });
  }

  drain(): Promise<void> {
    this.#isDraining = true;
    this.#endWhenIdle();
    return this.#closed.promise;
  }

  destroy(): void {
    this.#connection.destroy();
  }

  #onFrame(frame: Frame): void {
    const id = frame.streamId;
    if (id % 2 !== 1) {
      refuse(this.#connection, id, "StreamID must be odd for client initiated streams");
    } else if (frame.type === frameType.data) {
      this.#onData(frame);
    } else if (frame.type === frameType.request) {
      this.#onRequest(frame);
    }
    // Frames of other types are ignored, so that later versions of the protocol may add some.
    this.#holdWhileUnread();
  }

  #onOversized(header: FrameHeader): void {
    const fault = oversized(header.length);
    const call = this.#unanswered(header.streamId);
    if (call === undefined) {
      const status = { code: codes["resource exhausted"], message: fault.message };
      sendStatus(this.#connection, header.streamId, status);
    } else {
      call.fail(fault);
    }
  }

  #onData(frame: Frame): void {
    const call = this.#unanswered(frame.streamId);
    if (call === undefined) {
      refuse(this.#connection, frame.streamId, "StreamID is no longer active");
    } else {
      call.onData(frame);
    }
  }

  #unanswered(id: number): ServerCall | undefined {
    const call = this.#calls.get(id);
    return call?.isFinished === true ? undefined : call;
  }

  #onRequest(frame: Frame): void {
    const id = frame.streamId;
    if (id <= this.#lastId) {
      refuse(this.#connection, id, "StreamID cannot be re-used and must increment");
      return;
    }
    this.#lastId = id;
    let request: Request;
    try {
      request = Request.decode(frame.payload);
    } catch (error) {
      refuse(
        this.#connection,
        id,
        `unmarshal request error: ${error instanceof Error ? error.message : error}`,
      );
      return;
    }
    const route = this.#options.router.find(request.service, request.method);
    if (route?.handler === undefined) {
      const isKnown = this.#options.router.hasService(request.service);
      const message = isKnown ? `method ${request.method}` : `service ${request.service}`;
      sendStatus(this.#connection, id, { code: codes["not implemented"], message });
      return;
    }
    const isOpen = (frame.flags & flag.remoteOpen) !== 0;
    const call = new ServerCall(id, this.#connection, route.method, route.handler, request, isOpen);
    this.#calls.set(id, call);
    void this.#serve(call, request);
  }

  async #serve(call: ServerCall, request: Request): Promise<void> {
    const limit = timeLimit(this.#abort.signal, request.timeoutNano, (fault) => call.fail(fault));
    try {
      const ctx: Context = { signal: limit.signal, deadline: limit.deadline };
      const description: Call = {
        method: call.method,
        metadata: metadataOf(request),
        peer: this.#connection.peer,
        ctx,
      };
      await runThrough(this.#options.interceptors ?? [], description, (inner) => call.run(inner));
      call.succeed();
    } catch (error) {
      this.#options.log?.debug("ttrpc call failed", {
        service: request.service,
        method: request.method,
        error,
      });
      call.fail(error);
    } finally {
      limit.clear();
      this.#calls.delete(call.id);
      this.#endWhenIdle();
    }
  }

  #onClosed(): void {
    const error = canceled("ttrpc: closed");
    this.#abort.abort(error);
    for (const call of this.#calls.values()) {
      call.abandon(error);
    }
    this.#calls.clear();
    this.#closed.resolve();
  }

  #endWhenIdle(): void {
    if (this.#isDraining && this.#calls.size === 0 && !this.#connection.isClosed) {
      this.#connection.end();
    }
  }

  #holdWhileUnread(): void {
    if (this.#isHeld || this.#connection.pending <= maxPendingBytes) {
      return;
    }
    this.#isHeld = true;
    this.#connection.hold();
    void this.#connection.ready().then(() => {
      this.#isHeld = false;
      this.#connection.release();
    });
  }
}

function metadataOf(request: Request): CallMetadata {
  const metadata = new Map<string, string>();
  for (const { key, value } of request.metadata) {
    const name = key.toLowerCase();
    if (!metadata.has(name)) {
      metadata.set(name, value);
    }
  }
  return metadata;
}

interface TimeLimit {
  readonly signal: AbortSignal;
  readonly deadline: number | undefined;
  clear(): void;
}

/** When the timeout has passed, `expire` answers the call, because the handler may ignore its signal. */
function timeLimit(closed: AbortSignal, timeoutNano: number, expire: (fault: Fault) => void): TimeLimit {
  if (timeoutNano === 0) {
    return { signal: closed, deadline: undefined, clear: () => {} };
  }
  const millis = timeoutNano / 1e6;
  const controller = new AbortController();
  const passed = (): void => {
    const fault = deadlineExceeded("");
    expire(fault);
    controller.abort(fault);
  };
  const onClosed = (): void => controller.abort(closed.reason);
  const timer = millis > 0 ? startTimer(millis, passed) : undefined;
  if (millis <= 0) {
    passed();
  }
  closed.addEventListener("abort", onClosed, { once: true });
  const clear = (): void => {
    clearTimeout(timer);
    closed.removeEventListener("abort", onClosed);
  };
  return { signal: controller.signal, deadline: Date.now() + millis, clear };
}
