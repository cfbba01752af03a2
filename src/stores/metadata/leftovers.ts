// Files without a record: what a change made superfluous, and what a crash left behind. They are removed after a
// collection, when no caller waits for it, and never while somebody is about to give them a record.
import { isKind } from "../../errors/index.ts";
import type { Log } from "../../log/index.ts";
import type { FileKind, Files } from "./files.ts";
import { Holds } from "./holds.ts";

/** So many names are looked at before others may run. */
const yieldEvery = 64;

/** The files of one kind that may have no record. */
interface Suspects {
  readonly kind: string;
  readonly files: Files;
  readonly names: Set<string>;
  readonly holds: Holds;
}

export class Leftovers {
  readonly #suspects: Readonly<Record<FileKind, Suspects>>;
  readonly #log: Log;

  constructor(files: Readonly<Record<FileKind, Files>>, log: Log) {
    const suspects = Object.entries(files).map(([kind, each]): [string, Suspects] => [
      kind,
      { kind, files: each, names: new Set(), holds: new Holds() },
    ]);
    this.#suspects = Object.fromEntries(suspects) as Record<FileKind, Suspects>;
    this.#log = log;
  }

  /** Keeps the file until released, and waits for a removal under way: what is found afterwards stays. */
  hold(kind: FileKind, name: string): Promise<Disposable> {
    return this.#suspects[kind].holds.hold(name);
  }

  /** From now on the file is removed unless it has a record when its turn comes. */
  add(kind: FileKind, name: string): void {
    this.#suspects[kind].names.add(name);
  }

  /** Adds all files there are: at the start, when a crash may have left some without a record. */
  async search(): Promise<void> {
    for (const { kind, files, names } of Object.values(this.#suspects)) {
      await this.#warn(`list files of kind ${kind}`, async () => {
        for await (const name of files.list()) {
          names.add(name);
        }
      });
    }
  }

  /** Removes files without a record. What fails or is held is tried again the next time. */
  async remove(): Promise<void> {
    for (const suspects of Object.values(this.#suspects)) {
      await this.#removeAll(suspects);
    }
  }

  /** Removes one file at once. It may be gone already, because a collection was faster. */
  async removeNow(kind: FileKind, name: string): Promise<void> {
    this.add(kind, name);
    await this.#removeOne(this.#suspects[kind], name);
  }

  async #removeAll(suspects: Suspects): Promise<void> {
    for (const [index, name] of [...suspects.names].entries()) {
      if (index % yieldEvery === yieldEvery - 1) {
        await new Promise(setImmediate);
      }
      await this.#warn(`remove ${suspects.kind} ${name}`, () => this.#removeOne(suspects, name));
    }
  }

  async #removeOne({ files, names, holds }: Suspects, name: string): Promise<void> {
    const isDone = await holds.removeUnless(
      () => files.isKnown(name),
      name,
      () => files.remove(name).catch(unlessMissing),
    );
    if (isDone) {
      names.delete(name);
    }
  }

  async #warn(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#log.warn(what, { error });
    }
  }
}

/** There is nothing to remove of an ingest that shares a blob, and of what somebody else removed. */
function unlessMissing(error: unknown): void {
  if (!isKind(error, "not found")) {
    throw error;
  }
}
