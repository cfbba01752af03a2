// Typed messages both ways, beside a request that names the stream by its id.
// Source: containerd core/streaming, api services/streaming/v1.
import type { Any } from "../core/any.ts";
import { Queue } from "../core/queue.ts";
import type { Stream } from "../core/stream.ts";
import { unavailable } from "../errors/index.ts";
import { pack } from "../messages/any.ts";
import { stub } from "../rpc/channel.ts";
import { StreamInit, StreamingService } from "../rpc/gen/streaming.ts";
import type { RequestOptions, Wire } from "./wire.ts";

/** An open stream. Iterate once to receive; leaving the iteration or disposing ends it for both sides. */
export class ClientStream implements Stream, AsyncDisposable {
  readonly id: string;
  readonly #requests: Queue<Any>;
  readonly #replies: AsyncIterator<Any>;

  private constructor(id: string, requests: Queue<Any>, replies: AsyncIterator<Any>) {
    this.id = id;
    this.#requests = requests;
    this.#replies = replies;
  }

  /** Resolves when the daemon knows the stream, so that a request may name it. */
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

  /** Undefined when the daemon sends no more. */
  async receive(): Promise<Any | undefined> {
    const { done, value } = await this.#replies.next();
    return done ? undefined : value;
  }

  /** Ends our direction. */
  close(): void {
    this.#requests.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
    await this.#replies.return?.().catch(() => {});
  }
}
