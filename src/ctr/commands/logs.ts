import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { type Client, isKind } from "../../client/index.ts";
import { errnoOf, notFound } from "../../errors/index.ts";
import { command, isInterrupted, type Session } from "../command.ts";
import { logFiles, logOf } from "../containers/log-file.ts";
import { requireArgument } from "../flags/arguments.ts";
import { bool } from "../flags/flags.ts";
import { print } from "../print/output.ts";

/** Milliseconds between two looks at the file. */
const pollMillis = 100;
const bufferSize = 64 * 1024;

export default command({
  name: "logs",
  summary: "Print the output of a container started with run -d",
  usage: "CONTAINER",
  flags: { follow: bool("Go on as output comes, until the container has ended", { alias: "f" }) },
  async run({ flags, args, session }) {
    const id = requireArgument(args, 0, "container id must be provided");
    const client = await session.connect();
    const path = logOf(session, await client.containers.get(id, session));
    if (path === undefined) {
      throw notFound(`log of container ${JSON.stringify(id)}, which was not started with run -d`);
    }
    for (const file of logFiles(path).slice(1).reverse()) {
      using older = openLog(file);
      older?.printRest();
    }
    await printCurrent(path, flags.follow ? hasEnded(client, id, session) : Promise.resolve());
  },
});

/** Prints what the log holds, and what is added until `ended`. Goes on with the new file when the shim begins one. */
async function printCurrent(path: string, ended: Promise<void>): Promise<void> {
  let isOver = false;
  const over = ended.finally(() => {
    isOver = true;
  });
  let log = openLog(path);
  try {
    for (;;) {
      // Asked before reading, so that what the process wrote before its end is still read after it.
      const isLast = isOver;
      log?.printRest();
      if (log === undefined || log.isRotated()) {
        log?.[Symbol.dispose]();
        log = openLog(path);
        log?.printRest();
      }
      if (isLast) {
        return;
      }
      await Promise.race([over, Bun.sleep(pollMillis)]);
    }
  } finally {
    log?.[Symbol.dispose]();
  }
}

/** Resolves when the task has ended, when there is none, and when ^C was pressed. */
async function hasEnded(client: Client, id: string, session: Session): Promise<void> {
  try {
    await client.tasks.wait(id, "", { signal: session.signal });
  } catch (error) {
    if (!isKind(error, "not found") && !isInterrupted(session)) {
      throw error;
    }
  }
}

function openLog(path: string): Log | undefined {
  try {
    return new Log(path);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}

/** An open file of a log. */
class Log implements Disposable {
  readonly #path: string;
  readonly #fd: number;
  readonly #buffer = new Uint8Array(bufferSize);

  constructor(path: string) {
    this.#path = path;
    this.#fd = openSync(path, "r");
  }

  /** Prints what has been added since the last time. */
  printRest(): void {
    for (;;) {
      const count = readSync(this.#fd, this.#buffer);
      if (count === 0) {
        return;
      }
      print(this.#buffer.subarray(0, count));
    }
  }

  /** Whether the path has come to name another file. */
  isRotated(): boolean {
    const current = statSync(this.#path, { throwIfNoEntry: false });
    return current !== undefined && current.ino !== fstatSync(this.#fd).ino;
  }

  [Symbol.dispose](): void {
    closeSync(this.#fd);
  }
}
