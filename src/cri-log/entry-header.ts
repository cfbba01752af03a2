// What each entry of a log begins with: `2006-01-02T15:04:05.123456789Z stdout F `. Source: Kubernetes' "CRI log format".
import type { Timestamp } from "../core/time.ts";

export type StreamName = "stdout" | "stderr";

/** As bytes. `full` ends a line; after `partial` the line goes on in the next entry of its stream. */
export const tags = { full: 0x46, partial: 0x50 } as const;

const template = "0000-00-00T00:00:00.000000000Z stdout F ";
const secondsLength = 19;
const fractionAt = 20;
const lastDigit = 28;
const streamAt = 31;
const tagAt = 38;
const zero = 0x30;
const nine = 0x39;
const nanosPerSecond = 1e9;

/** The length of a header, which is the same for all. */
export const headerLength = template.length;

/**
 * The header of the next entry. Each entry is later than the one before, if only by a nanosecond: collectors of logs take two
 * entries of the same time and text for one.
 */
export class EntryHeader {
  readonly #text = Buffer.from(template);
  #seconds = 0;
  #nanos = 0;

  /** The entries that follow are of `stream`, and were read at `time`. */
  begin(stream: StreamName, time: Timestamp): void {
    this.#text.write(stream, streamAt);
    const ahead = (this.#seconds - time.seconds) * nanosPerSecond + this.#nanos - time.nanos;
    // Further ahead than that, the clock was set back.
    if (ahead < 0 || ahead > nanosPerSecond) {
      this.#setTime(time);
    }
  }

  /** Copies the header to `target`, where there must be room for it. */
  put(target: Buffer, offset: number, tag: number): void {
    this.#text[tagAt] = tag;
    this.#text.copy(target, offset);
    this.#advance();
  }

  /** Counts up the digits in place, which costs a fraction of writing the number anew. */
  #advance(): void {
    this.#nanos++;
    if (this.#nanos === nanosPerSecond) {
      this.#setTime({ seconds: this.#seconds + 1, nanos: 0 });
      return;
    }
    let digit = lastDigit;
    while (this.#text[digit] === nine) {
      this.#text[digit] = zero;
      digit--;
    }
    this.#text[digit] = (this.#text[digit] ?? zero) + 1;
  }

  #setTime({ seconds, nanos }: Timestamp): void {
    this.#seconds = seconds;
    this.#nanos = nanos;
    this.#text.write(new Date(seconds * 1000).toISOString().slice(0, secondsLength));
    this.#text.write(String(nanos).padStart(9, "0"), fractionAt);
  }
}
