import { invalidArgument } from "../../errors/index.ts";

/** The bytes of keys such as `ctrl-p,ctrl-q`; none for an empty text. Invalid argument: something that is no key. */
export function parseDetachKeys(text: string): Uint8Array {
  const keys = text === "" ? [] : text.split(",");
  return Uint8Array.from(keys.map(toByte));
}

function toByte(key: string): number {
  const control = /^ctrl-([a-z@[\\\]^_])$/.exec(key)?.[1];
  if (control !== undefined) {
    return control.toUpperCase().charCodeAt(0) & 0x1f;
  }
  if (key.length !== 1) {
    throw invalidArgument(`detach key ${JSON.stringify(key)} is neither a character nor ctrl-X`);
  }
  return key.charCodeAt(0);
}

/** Passes input on until the keys are typed one after another. Keys that may begin the sequence are held back. */
export class DetachFilter {
  readonly #keys: Uint8Array;
  #matched = 0;

  constructor(keys: Uint8Array) {
    this.#keys = keys;
  }

  /** What is to be passed on, and whether the sequence is complete. What follows the sequence is dropped. */
  filter(input: Uint8Array): { output: Uint8Array; isDetached: boolean } {
    if (this.#keys.length === 0) {
      return { output: input, isDetached: false };
    }
    const output: number[] = [];
    for (const byte of input) {
      if (byte !== this.#keys[this.#matched]) {
        output.push(...this.#keys.subarray(0, this.#matched));
        this.#matched = 0;
      }
      if (byte === this.#keys[this.#matched]) {
        this.#matched++;
      } else {
        output.push(byte);
      }
      if (this.#matched === this.#keys.length) {
        this.#matched = 0;
        return { output: Uint8Array.from(output), isDetached: true };
      }
    }
    return { output: Uint8Array.from(output), isDetached: false };
  }
}

/** Who is told how typing at a terminal ended. */
export interface TypingEnd {
  /** The detach keys were typed. */
  detached(): void;
  /** The terminal has gone. */
  hungUp(): void;
}

/** What is typed at a terminal in raw mode. When reading stops because the process has ended, `end` is not told. */
export async function* typedKeys(
  input: AsyncIterable<Uint8Array>,
  detachKeys: Uint8Array,
  end: TypingEnd,
): AsyncGenerator<Uint8Array> {
  const filter = new DetachFilter(detachKeys);
  try {
    for await (const typed of input) {
      const { output, isDetached } = filter.filter(typed);
      yield output;
      if (isDetached) {
        end.detached();
        // This must not return, for that would tell the process that its input has ended.
        await new Promise(() => {});
      }
    }
  } catch {
    // Reading from a terminal that hung up fails, or ends. Both are treated below.
  }
  // In raw mode input has no end, so the terminal has gone, and with it the person who could detach.
  end.hungUp();
}
