// Bytes over a typed stream: the receiver grants windows, the sender waits when they are used up.
// Source: containerd core/transfer/streaming/stream.go.
import { type Any, messageName } from "../core/any.ts";
import type { Stream } from "../core/stream.ts";
import { canceled } from "../errors/index.ts";
import { Data, WindowUpdate } from "../rpc/gen/transfer.ts";
import type { Codec, Init } from "../rpc/message.ts";

const windowSize = 65_536;
const maxData = 32_768;

export function packed<T>(codec: Codec<T>, message: Init<T>): Any {
  return { typeUrl: codec.typeName, value: codec.encode(message) };
}

/** Grants a window and yields what comes, until the sender ends. Leaving the loop closes the stream. */
export async function* receiveBytes(stream: Stream): AsyncGenerator<Uint8Array> {
  let window = 0;
  try {
    for (;;) {
      if (window < windowSize) {
        await stream.send(packed(WindowUpdate, { update: windowSize }));
        window += windowSize;
      }
      const message = await stream.receive();
      if (message === undefined) {
        return;
      }
      if (messageName(message) === Data.typeName) {
        const { data } = Data.decode(message.value);
        window -= data.length;
        yield data;
      }
    }
  } finally {
    stream.close();
  }
}

/** Sends within the windows that the receiver grants. */
export class ByteSender {
  readonly #stream: Stream;
  #window = 0;

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  /** Resolves when all of it is sent; canceled when the receiver went away. */
  async write(bytes: Uint8Array): Promise<void> {
    let rest = bytes;
    while (rest.length > 0) {
      while (this.#window <= 0) {
        await this.#awaitWindow();
      }
      const size = Math.min(rest.length, this.#window, maxData);
      await this.#stream.send(packed(Data, { data: rest.subarray(0, size) }));
      this.#window -= size;
      rest = rest.subarray(size);
    }
  }

  async close(): Promise<void> {
    this.#stream.close();
  }

  async #awaitWindow(): Promise<void> {
    const message = await this.#stream.receive();
    if (message === undefined) {
      throw canceled("the receiver of the stream is gone");
    }
    if (messageName(message) === WindowUpdate.typeName) {
      this.#window += WindowUpdate.decode(message.value).update;
    }
  }
}
