// A real shim under test: its process, a client on its socket, bundles made of busybox, and what it published.
import { expect } from "bun:test";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { shimEngine } from "../../../src/core/shim-record.ts";
import { closeFd } from "../../../src/linux/fd.ts";
import { listenUnix } from "../../../src/linux/unix-socket.ts";
import { type Channel, type Stub, stub } from "../../../src/rpc/channel.ts";
import * as events from "../../../src/rpc/gen/event.ts";
import { JournalService } from "../../../src/rpc/gen/journal.ts";
import { TaskService } from "../../../src/rpc/gen/task3.ts";
import { bunTransport } from "../../../src/rpc/transport/bun.ts";
import { ttrpcChannel } from "../../../src/rpc/ttrpc/client.ts";
import { eventually } from "../../harness/command.ts";
import { type Spec, specOf } from "./bundle-spec.ts";
import { Fifos } from "./fifos.ts";

const main = join(import.meta.dir, "../../../src/main.ts");
const busybox = "/bin/busybox";

export interface Seen {
  readonly number: number;
  readonly topic: string;
  // biome-ignore lint/suspicious/noExplicitAny: fields of any event
  readonly fields: any;
}

export class ShimProcess {
  readonly root: string;
  readonly directory: string;
  readonly socket: string;
  readonly seen: Seen[] = [];
  readonly process: Bun.Subprocess;
  channel!: Channel;
  tasks!: Stub<typeof TaskService>;

  private constructor(environment: Record<string, string>) {
    this.root = mkdtempSync(join(tmpdir(), "tsrt-shim-"));
    this.directory = join(this.root, "s.d");
    this.socket = join(this.root, "s");
    mkdirSync(this.directory);
    const listener = listenUnix(this.socket);
    const log = Bun.file(join(this.directory, "log"));
    const flags = ["--namespace", "test", "--group", "g", "--id", "g", "--bundle", this.root];
    const command = [...shimCommand(), "shim", "serve", ...flags, "--runtime-root", join(this.root, "runc")];
    this.process = Bun.spawn(command, {
      cwd: this.directory,
      stdio: ["ignore", "ignore", log, listener],
      env: { PATH: process.env.PATH ?? "", NAMESPACE: "test", ...shimEngine, ...environment },
      detached: true,
    });
    closeFd(listener);
  }

  static async start(
    environment: Record<string, string> = {},
    options = { follow: true },
  ): Promise<ShimProcess> {
    const shim = new ShimProcess(environment);
    await shim.connect(options);
    return shim;
  }

  async connect(options = { follow: true }): Promise<void> {
    this.channel = ttrpcChannel(await bunTransport.connect({ path: this.socket }));
    this.tasks = stub(this.channel, TaskService);
    if (options.follow) {
      void this.#follow();
    }
  }

  async #follow(): Promise<void> {
    const journal = stub(this.channel, JournalService);
    try {
      for await (const entry of journal.follow({ after: this.seen.at(-1)?.number ?? 0 })) {
        const name = (entry.event?.typeUrl ?? "").split(".").at(-1) as keyof typeof events;
        // biome-ignore lint/performance/noDynamicNamespaceImportAccess: whatever event it is
        const codec = events[name] as { decode(bytes: Uint8Array): unknown };
        this.seen.push({
          number: entry.number,
          topic: entry.topic,
          fields: codec.decode(entry.event?.value ?? new Uint8Array(0)),
        });
        void journal.acknowledge({ number: entry.number }).catch(() => {});
      }
    } catch {
      // The shim has gone.
    }
  }

  /** Waits for an event. */
  async event(topic: string, match: (fields: Seen["fields"]) => boolean = () => true): Promise<Seen> {
    const find = () => this.seen.find((seen) => seen.topic === topic && match(seen.fields));
    try {
      return await eventually(topic, find);
    } catch {
      throw new Error(`no ${topic} among ${this.topics().join(" ")}\n${this.log()}`);
    }
  }

  /** Waits until all events of earlier calls have arrived, which is so when a further call is answered. */
  async settled(): Promise<void> {
    await this.tasks.connect({ id: "" });
    await Bun.sleep(5);
  }

  topics(): string[] {
    return this.seen.map(({ topic }) => topic.slice("/tasks/".length));
  }

  log(): string {
    return readFileSync(join(this.directory, "log"), "utf8");
  }

  /** A bundle that runs `args` in busybox; `change` may alter the spec. */
  bundle(id: string, args: readonly string[], change: (spec: Spec) => void = () => {}): string {
    const path = join(this.root, id);
    const bin = join(path, "rootfs/bin");
    mkdirSync(bin, { recursive: true });
    for (const name of ["proc", "dev", "tmp", "sys"]) {
      mkdirSync(join(path, "rootfs", name), { recursive: true });
    }
    copyFileSync(busybox, join(bin, "busybox"));
    for (const name of [
      "sh",
      "true",
      "false",
      "cat",
      "sleep",
      "echo",
      "head",
      "tr",
      "dd",
      "ls",
      "stty",
      "tty",
      "seq",
      "yes",
      "wc",
    ]) {
      symlinkSync("busybox", join(bin, name));
    }
    const spec = specOf(id, args);
    change(spec);
    writeFileSync(join(path, "config.json"), JSON.stringify(spec));
    return path;
  }

  /** Makes the FIFOs of a process and reads its outputs. */
  async fifos(name: string): Promise<Fifos> {
    const directory = join(this.root, `io-${name}-${Math.random().toString(36).slice(2)}`);
    mkdirSync(directory);
    return new Fifos(directory);
  }

  async stop(): Promise<void> {
    await this.tasks.shutdown({ id: "g" }).catch(() => {});
    const timer = setTimeout(() => this.process.kill("SIGKILL"), 20_000);
    await this.process.exited;
    clearTimeout(timer);
    await this.channel.close();
    rmSync(this.root, { recursive: true, force: true });
  }

  /** The numbers of the shim's open descriptors. */
  openFiles(): string[] {
    return readdirSync(`/proc/${this.process.pid}/fd`);
  }

  /** A reply may come before the last fd is closed. */
  async hasAtMost(files: number): Promise<void> {
    const isSo = (): boolean => this.openFiles().length <= files;
    await eventually(`at most ${files} open files`, isSo).catch(() => {});
    expect(this.openFiles().length).toBeLessThanOrEqual(files);
  }

  /** The children of the shim with their command lines, as `ps` prints them. */
  children(): string {
    return Bun.spawnSync(["ps", "-o", "pid=,args=", "--ppid", String(this.process.pid)])
      .stdout.toString()
      .trim();
  }

  async hasNoChildren(): Promise<void> {
    await eventually("no child", () => this.children() === "").catch(() => {});
    expect(this.children()).toBe("");
  }
}

/** The executable named by TSRT, or the sources. */
export function shimCommand(): string[] {
  return process.env.TSRT === undefined ? [process.execPath, main] : [process.env.TSRT];
}
