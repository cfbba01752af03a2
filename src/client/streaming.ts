// Streams of typed messages in both directions. A request names the stream that belongs to it by its id.
// Source: containerd core/streaming, api services/streaming/v1.
import type { Any } from "../core/any.ts";
import { Queue } from "../core/queue.ts";
import type { Stream } from "../core/stream.ts";
import { unavailable } from "../errors/index.ts";
import { pack } from "../messages/any.ts";
import { stub } from "../rpc/channel.ts";
import { StreamInit, StreamingService } from "../rpc/gen/streaming.ts";
import type { RequestOptions, Wire } from "./wire.ts";

/** An open stream. Disposing ends it for both sides. */
export class ClientStream implements Stream, AsyncDisposable {
  /** The name by which requests refer to the stream. */
  readonly id: string;
  readonly #requests: Queue<Any>;
  readonly #replies: AsyncIterator<Any>;

  private constructor(id: string, requests: Queue<Any>, replies: AsyncIterator<Any>) {
    this.id = id;
    this.#requests = requests;
    this.#replies = replies;
  }

  /** Opens a stream. Resolves when the daemon knows it, so that a request may name it. Unavailable: the daemon ended it at once. */
  static async open(wire: Wire, prefix: string, options?: RequestOptions): Promise<ClientStream> {
    const id = `${prefix}-${crypto.randomUUID()}`;
    const requests = new Queue<Any>();
    const replies = stub(wire.channel, StreamingService)
      .stream(requests, wire.call(options))
      [Symbol.asyncIterator]();
    void requests.push(pack(StreamInit, { id }));
    const { done } = await replies.next();
    if (done) {
      throw unavailable(`stream ${id} ended before it was acknowledged`);
    }
    return new ClientStream(id, requests, replies);
  }

  /** Resolves when the connection has taken the message, so that a fast producer follows a slow consumer. */
  send(message: Any): Promise<void> {
    return this.#requests.push(message);
  }

  /** The next message; undefined when the daemon sends no more. */
  async receive(): Promise<Any | undefined> {
    const { done, value } = await this.#replies.next();
    return done ? undefined : value;
  }

  /** Ends the client's direction: no more is sent. */
  close(): void {
    this.#requests.close();
  }

  /** Ends both directions. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
    await this.#replies.return?.().catch(() => {});
  }
}
