// Bytes over a typed stream, as archives travel between clients and the daemon: the receiver grants a window, the sender's
// Data messages use it up, and closing the sender's direction is the end. Both ends are here; how messages are encoded comes
// in as `ByteFrames`.
// Source: containerd core/transfer/streaming.
import { aborted } from "../errors/index.ts";
import type { Any } from "./any.ts";
import type { Stream } from "./stream.ts";

/** Encodes and decodes the messages `containerd.types.transfer.Data` and `WindowUpdate`. */
export interface ByteFrames {
  /** A message that carries bytes. */
  data(bytes: Uint8Array): Any;
  /** A message that grants the sender so many bytes more. */
  window(update: number): Any;
  /** What a message says; undefined for other messages, which both ends ignore. */
  read(message: Any): { readonly data: Uint8Array } | { readonly window: number } | undefined;
}

/** The number of bytes that a receiver grants at once, and again whenever less than that is left. */
export const windowBytes = 65_536;
/** The largest number of bytes in one Data message. */
export const maxDataBytes = 32_768;

/** The bytes that the peer sends, until it ends its direction. Leaving the loop ends ours. */
export async function* receiveBytes(stream: Stream, frames: ByteFrames): AsyncGenerator<Uint8Array> {
  let granted = 0;
  try {
    while (true) {
      if (granted < windowBytes) {
        await stream.send(frames.window(windowBytes));
        granted += windowBytes;
      }
      const message = await stream.receive();
      if (message === undefined) {
        return;
      }
      const frame = frames.read(message);
      if (frame !== undefined && "data" in frame) {
        granted -= frame.data.length;
        yield frame.data;
      }
    }
  } finally {
    stream.close();
  }
}

/** The sending end. */
export interface ByteSender {
  /** Resolves when all bytes were sent, which is when the receiver had room for them. Aborted: the receiver is gone. */
  write(bytes: Uint8Array): Promise<void>;
  /** Tells the receiver that this was all. */
  close(): Promise<void>;
}

/** Sends bytes as the receiver grants room for them. */
export function sendBytes(stream: Stream, frames: ByteFrames): ByteSender {
  const window = new SendWindow();
  void window.follow(stream, frames);
  return {
    write: async (bytes) => {
      for (let offset = 0; offset < bytes.length; ) {
        const room = await window.take(Math.min(maxDataBytes, bytes.length - offset));
        await stream.send(frames.data(bytes.subarray(offset, offset + room)));
        offset += room;
      }
    },
    close: async () => stream.close(),
  };
}

/** The number of bytes that may still be sent. */
class SendWindow {
  #room = 0;
  #failure: unknown;
  #granted = Promise.withResolvers<void>();

  /** At least one and at most `wanted` bytes of room, as soon as there is some. */
  async take(wanted: number): Promise<number> {
    while (this.#room <= 0) {
      if (this.#failure !== undefined) {
        throw this.#failure;
      }
      await this.#granted.promise;
    }
    const room = Math.min(wanted, this.#room);
    this.#room -= room;
    return room;
  }

  async follow(stream: Stream, frames: ByteFrames): Promise<void> {
    try {
      for (let message = await stream.receive(); message !== undefined; message = await stream.receive()) {
        const frame = frames.read(message);
        if (frame !== undefined && "window" in frame) {
          this.#room += frame.window;
          this.#wake();
        }
      }
      this.#failure = aborted("the receiver of the stream is gone");
    } catch (cause) {
      this.#failure = aborted("the receiver of the stream is gone", { cause });
    }
    this.#wake();
  }

  #wake(): void {
    this.#granted.resolve();
    this.#granted = Promise.withResolvers();
  }
}
