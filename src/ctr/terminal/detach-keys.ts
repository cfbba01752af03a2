import { invalidArgument } from "../../errors/index.ts";

/** `ctrl-p,ctrl-q` or letters, as bytes; empty: none. */
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

/** Passes input on until the keys are pressed one after another. Keys that only begin the sequence are held back. */
export class DetachFilter {
  readonly #keys: Uint8Array;
  #matched = 0;

  constructor(keys: Uint8Array) {
    this.#keys = keys;
  }

  /** What to pass on, and whether the sequence is complete: what follows it is dropped. */
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

/** Who is told how the typing ended. */
export interface TypingEnd {
  detached(): void;
  gone(): void;
}

/** What is typed at a terminal in raw mode. Whoever stops reading, as a process that has ended, says nothing of the terminal. */
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
        // Ending here would tell the process that its input has ended.
        await new Promise(() => {});
      }
    }
  } catch {
    // As the end below: reading from a terminal that hung up fails, or gives nothing.
  }
  // In raw mode input has no end: the terminal has gone, and with it whoever could say what is to become of this.
  end.gone();
}
