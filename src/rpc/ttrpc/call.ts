// One call of ttrpc, seen from the server, from its request to the frame that ends it.
import type { Context } from "../../context/index.ts";
import { invalidArgument } from "../../errors/index.ts";
import { type Request, Response } from "../gen/ttrpc.ts";
import type { AnyHandler } from "../handler.ts";
import type { Init, Method } from "../message.ts";
import { codes, type Status, statusOf } from "../status.ts";
import type { TtrpcConnection } from "./connection.ts";
import { type Frame, flag, frameType } from "./frame.ts";
import { Inbox } from "./inbox.ts";
import { decodePayload, toWire } from "./status.ts";

const empty = new Uint8Array(0);

export class ServerCall {
  readonly id: number;
  readonly method: Method;
  readonly #connection: TtrpcConnection;
  readonly #handler: AnyHandler;
  readonly #request: Request;
  /** The messages of a client that streams; undefined for a method with a single request. */
  readonly #inbox: Inbox<unknown> | undefined;
  #reply: Uint8Array = empty;
  #isFinished = false;

  constructor(
    id: number,
    connection: TtrpcConnection,
    method: Method,
    handler: AnyHandler,
    request: Request,
    isOpen: boolean,
  ) {
    this.id = id;
    this.method = method;
    this.#connection = connection;
    this.#handler = handler;
    this.#request = request;
    if (method.kind === "upload" || method.kind === "duplex") {
      this.#inbox = new Inbox(connection);
      if (request.payload.length > 0) {
        this.#receive(request.payload);
      }
      if (!isOpen) {
        this.#inbox.finish();
      }
    }
  }

  get isFinished(): boolean {
    return this.#isFinished;
  }

  /** Takes a data frame of the client. */
  onData(frame: Frame): void {
    if (this.#inbox === undefined || this.#inbox.isEnded) {
      this.fail(invalidArgument("data handling error: ttrpc: stream closed"));
      return;
    }
    if ((frame.flags & flag.noData) === 0) {
      this.#receive(frame.payload);
    }
    if ((frame.flags & flag.remoteClosed) !== 0) {
      this.#inbox.finish();
    }
  }

  /** Runs the handler. The replies of a stream are sent at once; a single reply is kept until `succeed` sends it. */
  async run(ctx: Context): Promise<void> {
    const { kind, input, output } = this.method;
    const handler = this.#handler;
    const argument = this.#inbox ?? decodePayload(input, this.#request.payload);
    if (kind === "unary" || kind === "upload") {
      this.#reply = output.encode((await handler(ctx, argument)) as Init<unknown>);
      return;
    }
    for await (const message of handler(ctx, argument) as AsyncIterable<Init<unknown>>) {
      if (this.#isFinished) {
        return;
      }
      this.#connection.send(this.id, frameType.data, 0, output.encode(message));
      await this.#connection.ready();
    }
  }

  succeed(): void {
    if (this.#isFinished) {
      return;
    }
    if (this.method.kind === "unary" || this.method.kind === "upload") {
      this.#connection.send(this.id, frameType.response, 0, Response.encode({ payload: this.#reply }));
    } else {
      // The stream ends with an empty data frame, because ttrpc-go would take a Response for one more message
      // (client.go, RecvMsg).
      this.#connection.send(this.id, frameType.data, flag.remoteClosed | flag.noData, empty);
    }
    this.#finish();
  }

  fail(error: unknown): void {
    if (!this.#isFinished) {
      sendStatus(this.#connection, this.id, statusOf(error));
      this.#finish(error);
    }
  }

  /** Ends the call without an answer, because the connection is closed. */
  abandon(error: Error): void {
    this.#isFinished = true;
    this.#inbox?.finish(error);
  }

  #receive(payload: Uint8Array): void {
    try {
      this.#inbox?.push(decodePayload(this.method.input, payload));
    } catch (error) {
      this.#inbox?.finish(error);
    }
  }

  /** A handler that still reads requests gets `error`, because the client had not ended them. */
  #finish(error?: unknown): void {
    this.#isFinished = true;
    this.#inbox?.finish(error);
  }
}

const maxStatusText = 64 * 1024;

/** Ends a stream with an error, whose text is cut if it is very long. */
export function sendStatus(connection: TtrpcConnection, id: number, status: Status): void {
  const cut = { ...status, message: status.message.slice(0, maxStatusText) };
  connection.send(id, frameType.response, 0, Response.encode({ status: toWire(cut) }));
}

export function refuse(connection: TtrpcConnection, id: number, message: string): void {
  sendStatus(connection, id, { code: codes["invalid argument"], message });
}
