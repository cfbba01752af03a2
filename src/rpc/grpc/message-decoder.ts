// Turns the frames of a call into messages: inflates them if they are compressed, and decodes them.
import type { Codec } from "../message.ts";
import type { Frame } from "./deframer.ts";
import { inflate } from "./inflate.ts";
import { unannouncedCompression, undecodable } from "./wire-fault.ts";

export class MessageDecoder<T> {
  readonly #codec: Codec<T>;
  readonly #encoding: string | undefined;
  readonly #limit: number;
  readonly #what: string;

  /** `what` names the message in errors; `encoding` is the peer's grpc-encoding. */
  constructor(codec: Codec<T>, encoding: string | undefined, limit: number, what: string) {
    this.#codec = codec;
    this.#encoding = encoding;
    this.#limit = limit;
    this.#what = what;
  }

  /** Compressed messages are inflated when they are read, so that queued ones stay small. */
  decode(frame: Frame): T | Promise<T> {
    return frame.isCompressed ? this.#inflate(frame.bytes) : this.#parse(frame.bytes);
  }

  async #inflate(bytes: Uint8Array): Promise<T> {
    if (this.#encoding !== "gzip") {
      throw unannouncedCompression();
    }
    return this.#parse(await inflate(bytes, this.#limit));
  }

  #parse(bytes: Uint8Array): T {
    try {
      return this.#codec.decode(bytes);
    } catch (cause) {
      throw undecodable(this.#what, cause);
    }
  }
}
