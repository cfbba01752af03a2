// Daemons that are run from source, each with a directory and a configuration of its own.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The directory and the configuration of one daemon. */
export interface Place {
  readonly path: string;
  readonly socket: string;
  /** The flags that name configuration and socket. */
  readonly args: string[];
}

export type Child = Bun.Subprocess<"ignore", "pipe", "pipe">;

/** The daemons of a test file. They are killed, and their directories removed, when this is disposed. */
export class DaemonProcesses implements AsyncDisposable {
  readonly top: string = mkdtempSync(join(tmpdir(), "tsrt-"));
  readonly #children: Child[] = [];
  #places = 0;

  /** `config` are lines of config.toml, `plugins` those at its top that say where user's plugins are. */
  place(config = "", plugins = 'plugin_dir = ""'): Place {
    const path = mkdtempSync(join(this.top, `${this.#places++}-`));
    const file = join(path, "config.toml");
    writeFileSync(file, `root = "${path}/root"\nstate = "${path}/state"\n${plugins}\n${config}`);
    const socket = join(path, "a.sock");
    return { path, socket, args: ["-c", file, "-a", socket] };
  }

  spawn(args: readonly string[], env: Record<string, string> = {}): Child {
    const main = join(import.meta.dir, "../../src/main.ts");
    const child = Bun.spawn([process.execPath, main, "daemon", ...args], {
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
      env: { PATH: process.env.PATH ?? "", ...env },
    });
    this.#children.push(child);
    return child;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children) {
      child.kill("SIGKILL");
      await child.exited;
    }
    rmSync(this.top, { recursive: true });
  }
}

/** Reads the log up to a line that contains `text`. */
export async function logUntil(
  reader: { read(): Promise<{ done: boolean; value?: Uint8Array | undefined }> },
  text: string,
): Promise<string> {
  let log = "";
  while (!log.includes(text)) {
    const { done, value } = await reader.read();
    if (done) {
      throw new Error(`the daemon ended before ${JSON.stringify(text)}:\n${log}`);
    }
    log += Buffer.from(value ?? []).toString();
  }
  return log;
}

/** How a daemon ended, and what it wrote to its log. */
export async function outcome(child: Child): Promise<{ status: number; stderr: string }> {
  const stderr = await new Response(child.stderr).text();
  return { status: await child.exited, stderr };
}
