// One HTTP/2 connection, as client or server, over a duplex: it opens streams, stops gracefully, and ends on errors.
import type { Duplex } from "../transport/duplex.ts";
import type { ConnectionEvents, ConnectionOptions } from "./connection-options.ts";
import { sendConnectionPreface } from "./connection-preface.ts";
import { ConnectionWindow } from "./connection-window.ts";
import { contentLength } from "./content-length.ts";
import { ConnectionError, errorCode, errorName, StreamError } from "./errors.ts";
import { defaultMaxFrameSize, largestWindow } from "./frame.ts";
import type { Field } from "./hpack/field.ts";
import { Inbound } from "./inbound.ts";
import type { InboundHost } from "./inbound-host.ts";
import { Keepalive } from "./keepalive.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { Outbound } from "./outbound.ts";
import { FrameReader } from "./reader.ts";
import { type Abort, Http2Stream, type StreamHost } from "./stream.ts";
import { StreamTable } from "./stream-table.ts";

/** Milliseconds that a peer may take to answer the ping of a graceful stop, and to close after our last frames. */
const closeTimeout = 1_000;

const keepalivePing = new Uint8Array([0x6b, 0, 0, 0, 0, 0, 0, 0]);
const shutdownPing = new Uint8Array([0x73, 0, 0, 0, 0, 0, 0, 0]);

export class Http2Connection implements InboundHost, StreamHost {
  readonly isServer: boolean;
  readonly limits: Limits;
  readonly outbound: Outbound;
  readonly table: StreamTable;
  readonly window: ConnectionWindow;
  isOver = false;
  readonly #duplex: Duplex;
  readonly #events: ConnectionEvents;
  readonly #reader: FrameReader;
  readonly #keepalive: Keepalive | undefined;
  #isPaused = false;
  /** GOAWAY was sent or received, so that no new streams are opened. */
  #isDraining = false;
  #isClosed = false;
  #failure: Error | undefined;
  #closeTimer: ReturnType<typeof setTimeout> | undefined;

  /** Starts the duplex and sends our SETTINGS at once, because clients of containerd 1.x wait for them when they connect. */
  constructor(duplex: Duplex, options: ConnectionOptions, events: ConnectionEvents) {
    this.isServer = options.role === "server";
    this.limits = { ...defaultLimits, ...options.limits };
    this.outbound = new Outbound(duplex);
    this.table = new StreamTable(this.isServer);
    this.window = new ConnectionWindow(this.limits.connectionWindow, this.limits.maxUnread);
    this.#duplex = duplex;
    this.#events = events;
    this.#reader = new FrameReader(new Inbound(this), defaultMaxFrameSize, this.isServer);
    duplex.start({
      data: (bytes) => this.#data(bytes),
      drain: () => this.#drain(),
      end: () => this.#end(),
      close: (error) => this.#close(error),
    });
    sendConnectionPreface(this.outbound, this.isServer, this.limits);
    this.#keepalive =
      options.keepalive &&
      new Keepalive(
        options.keepalive,
        () => this.outbound.ping(keepalivePing, false),
        () => this.destroy(new Error("the peer does not answer a keepalive ping")),
      );
  }

  /** Whether the connection is open and neither side has sent GOAWAY. */
  get isUsable(): boolean {
    return !this.#isDraining && !this.isOver;
  }

  /** Whether a client may open another stream now. */
  get hasRoom(): boolean {
    return this.isUsable && this.table.open.size < this.outbound.peer.maxConcurrentStreams;
  }

  /** Opens a stream as a client; undefined when none can be opened on this connection any more. */
  open(fields: readonly Field[]): Http2Stream | undefined {
    const id = this.isUsable ? this.table.takeId() : undefined;
    if (id === undefined) {
      this.#isDraining = true;
      return undefined;
    }
    const stream = this.#newStream(id);
    this.outbound.headers(id, fields, false);
    return stream;
  }

  /**
   * Stops gracefully: open streams may finish, new ones are refused, and then the connection ends. A server does it in two
   * steps (RFC 9113 section 6.8), so that requests on their way are still served: the first GOAWAY allows all streams, and
   * the second names the last one that is served. It is sent when the peer has answered a ping, and so has seen the first.
   */
  shutdown(): void {
    if (this.isOver || this.#isDraining) {
      return;
    }
    if (!this.isServer) {
      this.#isDraining = true;
      this.#endIfIdle();
      return;
    }
    this.outbound.goaway(largestWindow, errorCode.noError, "graceful stop");
    this.outbound.ping(shutdownPing, false);
    this.#closeTimer = setTimeout(() => this.#refuseNewStreams(), closeTimeout);
  }

  /** Ends everything at once. */
  destroy(error?: Error): void {
    this.isOver = true;
    this.outbound.output.discard();
    this.#duplex.destroy(error);
    this.#close(error);
  }

  // InboundHost

  opened(id: number, fields: readonly Field[], truncated: boolean, endStream: boolean): void {
    if (this.#isDraining || this.table.open.size >= this.limits.maxStreams) {
      throw new StreamError(id, errorCode.refusedStream, "too many streams, or going away");
    }
    const stream = this.#newStream(id);
    stream.bytesExpected = contentLength(fields);
    if (endStream && stream.bytesExpected !== undefined && stream.bytesExpected > 0) {
      throw new StreamError(id, errorCode.protocol, "no DATA, but a content-length");
    }
    stream.remoteEnded = endStream;
    this.#events.opened?.(stream, fields, truncated);
    if (endStream) {
      stream.remoteEnd();
    }
  }

  delivered(length: number): void {
    this.#widen(this.window.delivered(length));
  }

  discarded(length: number): void {
    this.#widen(this.window.discarded(length));
  }

  streamFailed(error: StreamError): void {
    const stream = this.table.open.get(error.streamId);
    this.outbound.reset(error.streamId, error.code);
    if (stream === undefined) {
      this.table.markReset(error.streamId);
    } else {
      stream.abort({ code: error.code, message: error.message, byPeer: false });
    }
  }

  settingsChanged(): void {
    this.#events.available?.();
  }

  pong(payload: Uint8Array): void {
    if (payload[0] === shutdownPing[0]) {
      clearTimeout(this.#closeTimer);
      this.#refuseNewStreams();
    }
  }

  goaway(lastStreamId: number, code: number, debug: string): void {
    this.#isDraining = true;
    if (!this.isServer) {
      const message = `the peer went away: ${errorName(code)}${debug === "" ? "" : ` (${debug})`}`;
      for (const stream of [...this.table.open.values()]) {
        if (stream.id > lastStreamId) {
          stream.abort({ code: errorCode.refusedStream, message, byPeer: true });
        }
      }
    }
    this.#events.available?.();
    this.#endIfIdle();
  }

  // StreamHost

  read(length: number): void {
    this.#widen(this.window.read(length));
  }

  closed(stream: Http2Stream, byUs: boolean): void {
    this.table.remove(stream, byUs);
    if (!this.isServer) {
      this.#events.available?.();
    }
    this.#endIfIdle();
  }

  // The duplex's events

  #data(bytes: Uint8Array): void {
    if (this.isOver) {
      return;
    }
    this.#keepalive?.received();
    try {
      this.#reader.push(bytes);
    } catch (error) {
      this.#fail(error);
    }
    if (this.outbound.output.backlog > this.limits.maxBacklog && !this.#isPaused && !this.isOver) {
      this.#isPaused = true;
      this.#duplex.pause();
    }
  }

  #drain(): void {
    this.outbound.drained();
    if (this.#isPaused) {
      this.#isPaused = false;
      this.#duplex.resume();
    }
  }

  /** HTTP/2 connections are not half-closed in practice, so a peer that has ended its direction has disconnected. */
  #end(): void {
    if (!this.isOver) {
      this.isOver = true;
      this.outbound.output.end();
      this.#abortAll("the peer closed the connection");
      this.#expectClose();
    }
  }

  #close(error?: Error): void {
    if (this.#isClosed) {
      return;
    }
    this.#isClosed = true;
    this.isOver = true;
    this.#keepalive?.stop();
    clearTimeout(this.#closeTimer);
    this.outbound.output.discard();
    this.#abortAll(error?.message ?? "the connection was closed");
    this.#events.available?.();
    this.#events.closed(error ?? this.#failure);
  }

  /** Ends the connection because of an error, which a GOAWAY frame names to the peer. */
  #fail(error: unknown): void {
    const code = error instanceof ConnectionError ? error.code : errorCode.internal;
    const message = error instanceof Error ? error.message : String(error);
    this.#failure = error instanceof Error ? error : new Error(message);
    this.outbound.goaway(this.table.lastPeerId, code, message);
    this.isOver = true;
    this.outbound.output.end();
    this.#abortAll(message);
    this.#expectClose();
  }

  #expectClose(): void {
    clearTimeout(this.#closeTimer);
    this.#closeTimer = setTimeout(() => this.destroy(), closeTimeout);
    this.#closeTimer.unref?.();
  }

  #abortAll(message: string): void {
    const abort: Abort = { message, byPeer: false };
    for (const stream of [...this.table.open.values()]) {
      stream.abort(abort);
    }
  }

  #refuseNewStreams(): void {
    if (!this.isOver) {
      this.#isDraining = true;
      this.outbound.goaway(this.table.lastPeerId, errorCode.noError, "graceful stop");
      this.#endIfIdle();
    }
  }

  #endIfIdle(): void {
    if (this.#isDraining && !this.isOver && this.table.open.size === 0) {
      this.isOver = true;
      this.outbound.output.end();
      this.#expectClose();
    }
  }

  #newStream(id: number): Http2Stream {
    const stream = new Http2Stream(id, this, this.outbound.peer.initialWindowSize, this.limits.streamWindow);
    this.table.open.set(id, stream);
    return stream;
  }

  #widen(increment: number): void {
    if (increment > 0 && !this.isOver) {
      this.outbound.windowUpdate(0, increment);
    }
  }
}
