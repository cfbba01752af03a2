// The streams that clients have opened. Requests name them by their ids. Source: containerd plugins/streaming/manager.go.
import type { Scoped } from "../context/index.ts";
import type { Any } from "../core/any.ts";
import type { Stream, Streams } from "../core/stream.ts";
import { alreadyExists, notFound } from "../errors/index.ts";

export function createStreams(): Streams {
  const streams = new Map<string, Stream>();
  return {
    register: (ctx, id, stream) => {
      const key = keyOf(ctx, id);
      if (streams.has(key)) {
        throw alreadyExists(`stream ${JSON.stringify(id)}`);
      }
      const forget = (): void => {
        if (streams.get(key) === held) {
          streams.delete(key);
        }
      };
      const held = new HeldStream(stream, forget);
      streams.set(key, held);
      return forget;
    },
    get: (ctx, id) => {
      const stream = streams.get(keyOf(ctx, id));
      if (stream === undefined) {
        throw notFound(`stream ${JSON.stringify(id)}`);
      }
      return stream;
    },
  };
}

/** A namespace contains no NUL, so that two different pairs never have the same key. */
function keyOf(ctx: Scoped, id: string): string {
  return `${ctx.namespace}\0${id}`;
}

class HeldStream implements Stream {
  readonly #stream: Stream;
  readonly #forget: () => void;

  constructor(stream: Stream, forget: () => void) {
    this.#stream = stream;
    this.#forget = forget;
  }

  send(message: Any): Promise<void> {
    return this.#stream.send(message);
  }

  receive(): Promise<Any | undefined> {
    return this.#stream.receive();
  }

  close(): void {
    this.#forget();
    this.#stream.close();
  }
}
