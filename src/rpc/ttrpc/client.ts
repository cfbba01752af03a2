// The client's side of ttrpc over one connection. ttrpc has no way to cancel a call, so a caller that gives up just ignores
// the reply, and the server finishes the call.

import { abortFault } from "../../context/index.ts";
import { canceled, deadlineExceeded, type Fault, internal, unavailable } from "../../errors/index.ts";
import type { CallOptions, Channel } from "../channel.ts";
import { Request, Response } from "../gen/ttrpc.ts";
import type { Init, Method } from "../message.ts";
import { startTimer } from "../timer.ts";
import type { Duplex } from "../transport/duplex.ts";
import { TtrpcConnection } from "./connection.ts";
import { type Frame, type FrameHeader, flag, frameType, oversized } from "./frame.ts";
import { Inbox } from "./inbox.ts";
import { decodePayload, fromWire } from "./status.ts";

/** A call that waits for the frames of its stream. */
interface Receiver {
  frame(frame: Frame): void;
  fail(error: Error): void;
}

const lastStreamId = 0xffff_ffff;
const empty = new Uint8Array(0);
const closedFault = (cause?: unknown): Fault => unavailable("ttrpc: closed", { cause });

export function ttrpcChannel(duplex: Duplex): Channel {
  return new TtrpcChannel(duplex);
}

class TtrpcChannel implements Channel {
  readonly closed: Promise<void>;
  readonly #connection: TtrpcConnection;
  readonly #receivers = new Map<number, Receiver>();
  #nextId = 1;

  constructor(duplex: Duplex) {
    const closed = Promise.withResolvers<void>();
    this.closed = closed.promise;
    this.#connection = new TtrpcConnection(duplex, {
      frame: (frame) => this.#receivers.get(frame.streamId)?.frame(frame),
      oversized: (header) => this.#onOversized(header),
      closed: (error) => {
        this.#failAll(closedFault(error));
        closed.resolve();
      },
    });
  }

  async unary<I, O>(method: Method<I, O>, request: Init<I>, options: CallOptions = {}): Promise<O> {
    const reply = Promise.withResolvers<Uint8Array>();
    const receiver: Receiver = {
      frame: (frame) => settleUnary(frame, reply),
      fail: reply.reject,
    };
    const id = this.#open(method, method.input.encode(request), 0, options, receiver);
    const stop = watch(options, reply.reject);
    try {
      return decodePayload(method.output, await reply.promise);
    } finally {
      stop();
      this.#receivers.delete(id);
    }
  }

  async *stream<I, O>(
    method: Method<I, O>,
    requests: AsyncIterable<Init<I>>,
    options: CallOptions = {},
  ): AsyncGenerator<O, void, undefined> {
    const inbox = new Inbox<O>(this.#connection);
    const receiver: Receiver = {
      frame: (frame) => deliver(frame, method, inbox),
      fail: (error) => inbox.finish(error),
    };
    const isUpload = method.kind !== "download";
    const first = isUpload ? empty : method.input.encode(await firstRequest(requests));
    const flags = isUpload ? flag.remoteOpen : flag.remoteClosed;
    const id = this.#open(method, first, flags, options, receiver);
    const stop = watch(options, (error) => inbox.finish(error));
    const sending = isUpload ? this.#send(id, method, requests, inbox) : Promise.resolve();
    try {
      yield* inbox;
    } finally {
      stop();
      this.#receivers.delete(id);
      await inbox.return();
      sending.catch(() => {});
    }
  }

  async close(): Promise<void> {
    this.#connection.destroy();
    await this.closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #open(
    method: Method,
    payload: Uint8Array,
    flags: number,
    options: CallOptions,
    receiver: Receiver,
  ): number {
    if (this.#connection.isClosed || this.#nextId > lastStreamId) {
      throw closedFault();
    }
    if (options.signal?.aborted) {
      throw abortFault(options.signal);
    }
    const request = Request.encode({
      service: method.service,
      method: method.name,
      payload,
      timeoutNano: options.timeout === undefined ? 0 : Math.max(1, Math.round(options.timeout * 1e6)),
      metadata: Object.entries(options.metadata ?? {}).map(([key, value]) => ({ key, value })),
    });
    if (options.timeout !== undefined && options.timeout <= 0) {
      throw deadlineExceeded("");
    }
    this.#connection.send(this.#nextId, frameType.request, flags, request);
    const id = this.#nextId;
    this.#nextId += 2;
    this.#receivers.set(id, receiver);
    return id;
  }

  async #send<I, O>(
    id: number,
    method: Method<I, O>,
    requests: AsyncIterable<Init<I>>,
    inbox: Inbox<O>,
  ): Promise<void> {
    try {
      for await (const request of requests) {
        if (!this.#receivers.has(id)) {
          return;
        }
        this.#connection.send(id, frameType.data, 0, method.input.encode(request));
        await this.#connection.ready();
      }
      if (this.#receivers.has(id)) {
        this.#connection.send(id, frameType.data, flag.remoteClosed | flag.noData, empty);
      }
    } catch (error) {
      inbox.finish(error);
    }
  }

  #onOversized(header: FrameHeader): void {
    this.#receivers.get(header.streamId)?.fail(oversized(header.length));
  }

  #failAll(error: Fault): void {
    for (const receiver of this.#receivers.values()) {
      receiver.fail(error);
    }
    this.#receivers.clear();
  }
}

function settleUnary(frame: Frame, reply: PromiseWithResolvers<Uint8Array>): void {
  if (frame.type !== frameType.response) {
    reply.reject(internal(`unexpected frame of type ${frame.type}: protocol error`));
    return;
  }
  try {
    reply.resolve(payloadOf(frame));
  } catch (error) {
    reply.reject(error);
  }
}

/** The payload of a Response. Throws the Fault for its status if the call failed. */
function payloadOf(frame: Frame): Uint8Array {
  const response = decodePayload(Response, frame.payload);
  if (response.status !== null && response.status.code !== 0) {
    throw fromWire(response.status);
  }
  return response.payload;
}

function deliver<O>(frame: Frame, method: Method<unknown, O>, inbox: Inbox<O>): void {
  try {
    if (frame.type === frameType.response) {
      const payload = payloadOf(frame);
      if (method.kind === "upload" || payload.length > 0) {
        inbox.push(decodePayload(method.output, payload));
      }
      inbox.finish();
      return;
    }
    if (frame.type !== frameType.data) {
      return;
    }
    if ((frame.flags & flag.noData) === 0) {
      inbox.push(decodePayload(method.output, frame.payload));
    }
    if ((frame.flags & flag.remoteClosed) !== 0) {
      inbox.finish();
    }
  } catch (error) {
    inbox.finish(error);
  }
}

async function firstRequest<T>(requests: AsyncIterable<T>): Promise<T> {
  for await (const request of requests) {
    return request;
  }
  throw canceled("no request was sent");
}

/** Calls `fail` when the caller cancels the call or its timeout has passed; returns a function that ends this watch. */
function watch(options: CallOptions, fail: (error: Error) => void): () => void {
  const { signal, timeout } = options;
  const timer = timeout === undefined ? undefined : startTimer(timeout, () => fail(deadlineExceeded("")));
  const onAbort = (): void => fail(signal === undefined ? canceled("") : abortFault(signal));
  signal?.addEventListener("abort", onAbort, { once: true });
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  };
}
