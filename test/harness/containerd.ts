import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { command, environment, eventually, type Result } from "./command.ts";
import { type Scratch, scratch } from "./scratch.ts";

export interface ContainerdOptions {
  /** A directory put before PATH, for shims of a test's own. */
  readonly extraPath?: string;
  /** More lines of config.toml. */
  readonly config?: string;
}

/** The containerd found on PATH, with a root, state and socket of its own: what tsrt is compared with. */
export class Containerd implements AsyncDisposable {
  readonly directory: Scratch = scratch("ctrd-");
  readonly address: string = this.directory.join("s.sock");
  readonly #process: Bun.Subprocess;

  private constructor({ extraPath, config: more = "" }: ContainerdOptions) {
    const { path } = this.directory;
    const config = [
      "version = 2",
      `root = "${path}/root"`,
      `state = "${path}/state"`,
      'disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt"]',
      `[grpc]\n  address = "${this.address}"`,
      more,
      "",
    ].join("\n");
    writeFileSync(this.directory.join("config.toml"), config);
    const log = openSync(this.directory.join("log"), "a");
    const PATH = extraPath === undefined ? environment.PATH : `${extraPath}:${environment.PATH}`;
    this.#process = Bun.spawn(["containerd", "-c", this.directory.join("config.toml")], {
      stdin: "ignore",
      stdout: log,
      stderr: log,
      env: { ...environment, PATH: PATH ?? "" },
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

  ctr(...args: string[]): Promise<Result> {
    return command(["ctr", "-a", this.address, ...args]);
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
