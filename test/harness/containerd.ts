import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { command, environment, eventually, type Result } from "./command.ts";
import { preferredReference, type Reference } from "./reference.ts";
import { type Scratch, scratch } from "./scratch.ts";

export interface ContainerdOptions {
  /** The containerd to start. Default: the preferred one. */
  readonly reference?: Reference;
  /** A directory that is put at the beginning of PATH, for shims that a test provides. */
  readonly extraPath?: string;
  /** Further lines of config.toml. */
  readonly config?: string;
  /** Whether it serves CRI, for which `config` must name a network. Default false. */
  readonly cri?: boolean;
}

/**
 * Plugins that a test does not need and that would reach beyond its directories: NRI listens on a socket that all daemons of the
 * machine share, and opt writes to /opt. Each containerd knows some of these.
 */
const disabledPlugins = ["io.containerd.nri.v1.nri", "io.containerd.internal.v1.opt"];

/** CRI wants a network configuration. */
const criPlugins = [
  "io.containerd.grpc.v1.cri",
  "io.containerd.cri.v1.images",
  "io.containerd.cri.v1.runtime",
];

/** The settings by which a containerd writes only to `directory`. */
export function containerdConfig(directory: string, address: string, cri = false): string {
  const disabled = cri ? disabledPlugins : [...criPlugins, ...disabledPlugins];
  return [
    "version = 2",
    `root = "${directory}/root"`,
    `state = "${directory}/state"`,
    `disabled_plugins = ${JSON.stringify(disabled)}`,
    `[grpc]\n  address = "${address}"`,
    "",
  ].join("\n");
}

/** A containerd with temporary root, state and socket, with which tsrt is compared. */
export class Containerd implements AsyncDisposable {
  readonly directory: Scratch = scratch("ctrd-");
  readonly address: string = this.directory.join("s.sock");
  readonly reference: Reference;
  readonly #process: Bun.Subprocess;

  private constructor({
    extraPath,
    config: more = "",
    reference = preferredReference(),
    cri = false,
  }: ContainerdOptions) {
    this.reference = reference;
    const config = this.directory.join("config.toml");
    writeFileSync(config, `${containerdConfig(this.directory.path, this.address, cri)}${more}\n`);
    const log = openSync(this.directory.join("log"), "a");
    const PATH = extraPath === undefined ? reference.path : `${extraPath}:${reference.path}`;
    this.#process = Bun.spawn([reference.containerd, "-c", config], {
      stdin: "ignore",
      stdout: log,
      stderr: log,
      env: { ...environment, PATH },
    });
    closeSync(log);
  }

  static async start(options: ContainerdOptions = {}): Promise<Containerd> {
    const daemon = new Containerd(options);
    await eventually("containerd to answer", async () => (await daemon.ctr("version")).status === 0);
    return daemon;
  }

  get pid(): number {
    return this.#process.pid;
  }

  get log(): string {
    return readFileSync(this.directory.join("log"), "utf8");
  }

  /** Runs the ctr of the same release. */
  ctr(...args: string[]): Promise<Result> {
    return command([this.reference.ctr, "-a", this.address, ...args]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const namespaces = await this.ctr("namespaces", "ls", "-q");
    for (const namespace of namespaces.stdout.split("\n").filter((line) => line !== "")) {
      const listed = await this.ctr("-n", namespace, "containers", "ls", "-q");
      for (const id of listed.stdout.split("\n").filter((line) => line !== "")) {
        await this.ctr("-n", namespace, "tasks", "kill", "-s", "SIGKILL", id);
        await this.ctr("-n", namespace, "tasks", "delete", "--force", id);
        await this.ctr("-n", namespace, "containers", "rm", id);
      }
    }
    this.#process.kill("SIGTERM");
    await this.#process.exited;
    rmSync(this.directory.path, { recursive: true, force: true });
  }
}
