// Plugins that are installed on the node: executables called INDEX-NAME in a directory, which the daemon starts, and ends when it ends.
// Source: containerd/nri pkg/adaptation/plugin.go and adaptation.go.
import { accessSync, constants, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { errnoOf } from "../errors/index.ts";
import { closeFd } from "../linux/fd.ts";
import { readIfThere } from "../linux/read-file.ts";
import { socketPair } from "../linux/unix-socket.ts";
import type { Log } from "../log/index.ts";
import type { Duplex, Transport } from "../rpc/transport/duplex.ts";
import { identityOf } from "./identity.ts";
import type { PluginIdentity } from "./plugin.ts";

export interface InstalledPlugin extends PluginIdentity {
  readonly path: string;
  /** The content of its file of configuration; empty when there is none. */
  readonly config: string;
}

/** A file that cannot be a plugin is left out, with a line in the log that says why. */
export function findInstalled(pluginPath: string, configPath: string, log: Log): InstalledPlugin[] {
  const found: InstalledPlugin[] = [];
  for (const name of listDirectory(pluginPath, log).sort()) {
    const path = join(pluginPath, name);
    try {
      if (isExecutableFile(path)) {
        const identity = identityOf(name);
        found.push({ ...identity, path, config: configOf(identity, configPath) });
      }
    } catch (error) {
      log.error("an installed NRI plugin is left out", { path, error });
    }
  }
  return found;
}

function listDirectory(path: string, log: Log): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") {
      log.error("installed NRI plugins cannot be looked for", { path, error });
    }
    return [];
  }
}

function isExecutableFile(path: string): boolean {
  if (!statSync(path).isFile()) {
    return false;
  }
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function configOf({ index, base }: PluginIdentity, directory: string): string {
  const own = readIfThere(join(directory, `${index}-${base}.conf`));
  return (own ?? readIfThere(join(directory, `${base}.conf`)) ?? "").toString();
}

/** Milliseconds that a plugin may take to end by itself before it is killed. */
const endTimeout = 1000;

export class PluginProcess {
  readonly #process: Bun.Subprocess;

  private constructor(process: Bun.Subprocess) {
    this.#process = process;
  }

  /** Starts the plugin, with a connection as its descriptor 3. */
  static async start(
    plugin: InstalledPlugin,
    transport: Transport,
  ): Promise<{ process: PluginProcess; duplex: Duplex }> {
    const [ours, its] = socketPair();
    let child: Bun.Subprocess;
    try {
      child = Bun.spawn([plugin.path], {
        stdio: ["ignore", "ignore", "ignore", its],
        env: { NRI_PLUGIN_NAME: plugin.base, NRI_PLUGIN_IDX: plugin.index, NRI_PLUGIN_SOCKET: "3" },
        detached: true,
      });
    } catch (error) {
      closeFd(ours);
      throw error;
    } finally {
      closeFd(its);
    }
    const process = new PluginProcess(child);
    try {
      return { process, duplex: await transport.connect({ fd: ours }) };
    } catch (error) {
      await process.end();
      throw error;
    }
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** Resolves when the process has ended. */
  async end(): Promise<void> {
    this.#process.kill("SIGTERM");
    const timer = setTimeout(() => this.#process.kill("SIGKILL"), endTimeout);
    await this.#process.exited;
    clearTimeout(timer);
  }
}
