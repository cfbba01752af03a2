import { closeSync, openSync, rmSync } from "node:fs";
import { command, environment, eventually, type Result, succeed } from "./command.ts";
import { type Scratch, scratch } from "./scratch.ts";

/** Starts the dockerd found on PATH as a client of the containerd at `address`. It makes no network. */
export class Dockerd implements AsyncDisposable {
  readonly #directory: Scratch = scratch();
  readonly #process: Bun.Subprocess;

  private constructor(address: string) {
    const { join } = this.#directory;
    const places = ["--data-root", join("data"), "--exec-root", join("exec"), "--pidfile", join("pid")];
    const network = ["--bridge=none", "--iptables=false", "--ip6tables=false"];
    const log = openSync(this.#directory.join("log"), "a");
    this.#process = Bun.spawn(["dockerd", "--containerd", address, "-H", this.#host, ...places, ...network], {
      stdin: "ignore",
      stdout: log,
      stderr: log,
      env: environment,
    });
    closeSync(log);
  }

  static async start(address: string): Promise<Dockerd> {
    const dockerd = new Dockerd(address);
    await eventually("dockerd to answer", async () => (await dockerd.docker("version")).status === 0, 30_000);
    return dockerd;
  }

  get #host(): string {
    return `unix://${this.#directory.join("docker.sock")}`;
  }

  docker(...args: string[]): Promise<Result> {
    return command(["docker", "-H", this.#host, ...args]);
  }

  /** Runs a command that must succeed; returns its output without the last line break. */
  async output(...args: string[]): Promise<string> {
    return (await succeed(["docker", "-H", this.#host, ...args])).replace(/\n$/, "");
  }

  /** Stops dockerd and removes its containers. */
  async [Symbol.asyncDispose](): Promise<void> {
    const ids = await this.output("ps", "-aq");
    if (ids !== "") {
      await this.output("rm", "-f", ...ids.split("\n"));
    }
    this.#process.kill("SIGTERM");
    await this.#process.exited;
    // dockerd mounts the host's network namespace on this file and leaves it mounted.
    await command(["umount", "-l", this.#directory.join("exec/netns/default")]);
    rmSync(this.#directory.path, { recursive: true, force: true });
  }
}
