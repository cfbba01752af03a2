// Bytes over a typed stream with flow control: the receiver grants windows, the sender stays within them.
// Source: containerd core/transfer/streaming/stream.go.
import { Data, WindowUpdate } from "../rpc/gen/transfer.ts";
import { type ClientStream, unpack } from "./streaming.ts";

const maxData = 32 * 1024;
const windowSize = 2 * maxData;

/** Sends all of `source`, then ends the client's direction. Returns early when the daemon has ended its own: it wants no more. */
export async function sendBytes(stream: ClientStream, source: AsyncIterable<Uint8Array>): Promise<void> {
  const credit = new Credit(stream);
  try {
    for await (const bytes of source) {
      let start = 0;
      while (start < bytes.length) {
        const room = Math.min(await credit.available(), maxData);
        if (room === 0) {
          return;
        }
        const data = bytes.subarray(start, start + room);
        start += data.length;
        credit.spend(data.length);
        await stream.send(Data, { data });
      }
    }
  } finally {
    stream.close();
  }
}

/** The bytes that the receiver has granted and the sender has not used. */
class Credit {
  readonly #stream: ClientStream;
  #bytes = 0;
  #isOver = false;

  constructor(stream: ClientStream) {
    this.#stream = stream;
  }

  /** How many bytes may be sent. Waits while there are none; 0 means that there will be no more. */
  async available(): Promise<number> {
    while (this.#bytes <= 0 && !this.#isOver) {
      const any = await this.#stream.receive();
      this.#isOver = any === undefined;
      this.#bytes += any === undefined ? 0 : (unpack(WindowUpdate, any)?.update ?? 0);
    }
    return Math.max(this.#bytes, 0);
  }

  /** Takes what was sent off the grant. */
  spend(count: number): void {
    this.#bytes -= count;
  }
}

/** The bytes that the daemon sends. More are granted as they are consumed, so that a slow reader holds the daemon back. */
export async function* receiveBytes(stream: ClientStream): AsyncGenerator<Uint8Array> {
  let window = 0;
  for (;;) {
    if (window < windowSize) {
      await stream.send(WindowUpdate, { update: windowSize });
      window += windowSize;
    }
    const any = await stream.receive();
    if (any === undefined) {
      return;
    }
    const message = unpack(Data, any);
    if (message !== undefined) {
      window -= message.data.length;
      yield message.data;
    }
  }
}
