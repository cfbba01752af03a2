// One of the two nodes that crictl is run against: a daemon with a network, and the names by which tests know its pods and containers.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { command, eventually, type Result } from "../../harness/command.ts";
import { top } from "../../harness/reference.ts";
import type { Scratch } from "../../harness/scratch.ts";

/** crictl as `npm run reference -- cri-tools` builds it. */
export const crictl: string = join(top, "dist/reference/crictl");

/** What a daemon gives its node. */
export interface NodeDaemon extends AsyncDisposable {
  readonly address: string;
  readonly directory: Scratch;
}

export class Node implements AsyncDisposable {
  readonly daemon: NodeDaemon;
  /** Paths and addresses, and what stands for them in outputs. */
  readonly places: readonly (readonly [string, string])[];
  readonly #files: Scratch;
  readonly #ids = new Map<string, string>();

  /** `files` is where those of the test are; it is removed with the node. */
  constructor(files: Scratch, daemon: NodeDaemon, registry: string) {
    this.#files = files;
    this.daemon = daemon;
    this.places = [
      [registry, "REGISTRY"],
      [daemon.directory.path, "DAEMON"],
      [files.path, "NODE"],
    ];
    this.write("crictl.yaml", {
      "runtime-endpoint": `unix://${daemon.address}`,
      "image-endpoint": `unix://${daemon.address}`,
      timeout: 60,
    });
  }

  get directory(): string {
    return this.#files.path;
  }

  /** Names by ids. */
  get names(): ReadonlyMap<string, string> {
    return this.#ids;
  }

  /** Writes a file of JSON, which is YAML as well, and returns its path. */
  write(name: string, content: object): string {
    const path = join(this.directory, name);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, JSON.stringify(content));
    return path;
  }

  /** Remembers the id that a command has printed. */
  learn(name: string, id: string): void {
    this.#ids.set(id, name);
  }

  /** Runs a command that makes something, and calls it `name`. */
  async make(name: string, args: readonly string[]): Promise<void> {
    const { status, stdout, stderr } = await this.crictl(args);
    const id = stdout.trim().split("\n").at(-1) ?? "";
    if (status !== 0 || !/^[0-9a-f]{64}$/.test(id)) {
      throw new Error(`crictl ${args.join(" ")} ended with ${status}: ${stderr}${stdout}`);
    }
    this.learn(name, id);
  }

  /** Waits for the end of a container. */
  async exited(name: string): Promise<void> {
    const template = ["-o", "go-template", "--template", "{{.status.state}}"];
    await eventually(`${name} to end`, async () => {
      const { stdout } = await this.crictl(["inspect", ...template, `{${name}}`]);
      return stdout.includes("CONTAINER_EXITED");
    });
  }

  id(name: string): string {
    if (name.endsWith("-short")) {
      return this.id(name.slice(0, -"-short".length)).slice(0, 13);
    }
    const [id] = [...this.#ids].findLast(([, known]) => known === name) ?? [];
    if (id === undefined) {
      throw new Error(`nothing is called ${name}`);
    }
    return id;
  }

  /** The command line with ids and paths of this node: `{web}` is the id of web, `{file:pod.json}` a file's path. */
  resolve(args: readonly string[]): string[] {
    return args.map((text) =>
      text
        .replaceAll(/\{file:([^}]+)\}/g, (_all, name) => join(this.directory, name))
        .replaceAll(/\{([a-z][a-z0-9-]*)\}/g, (_all, name) => this.id(name)),
    );
  }

  /** What crictl is run with. */
  argv(args: readonly string[]): string[] {
    return [crictl, "--config", join(this.directory, "crictl.yaml"), ...this.resolve(args)];
  }

  crictl(args: readonly string[], input?: string): Promise<Result> {
    return command(this.argv(args), input === undefined ? {} : { input });
  }

  /** Removes all pods before it ends. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.crictl(["rmp", "--all", "--force"]);
    await this.daemon[Symbol.asyncDispose]();
    this.#files[Symbol.dispose]();
  }
}
