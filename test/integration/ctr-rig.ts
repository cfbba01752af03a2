// A daemon of ours and a containerd, both asked by the ctr of that containerd: each command's answers are compared.
import { expect } from "bun:test";
import { eventually, type Result } from "../harness/command.ts";
import { Containerd } from "../harness/containerd.ts";
import { Daemon, noCollection } from "../harness/daemon.ts";
import { pushImage, writeArchive } from "../harness/image.ts";
import type { Reference } from "../harness/reference.ts";
import { type RegistryServer, startRegistry } from "../harness/registry.ts";
import { type Scratch, scratch } from "../harness/scratch.ts";

/** ctr with the address of one of the two daemons. */
export type Ctr = (...args: string[]) => Promise<Result>;

export const image = "docker.io/library/busybox:test";

interface Parts {
  readonly directory: Scratch;
  readonly registry: RegistryServer;
  readonly tsrt: Daemon;
  readonly containerd: Containerd;
}

export class CtrRig {
  readonly reference: Reference;
  #parts: Parts | undefined;

  constructor(reference: Reference) {
    this.reference = reference;
  }

  async start(): Promise<void> {
    const { reference } = this;
    const directory = scratch();
    await writeArchive(directory.join("busybox.tar"), { name: image });
    const [registry, tsrt, containerd] = await Promise.all([
      startRegistry(),
      Daemon.start({ config: noCollection, reference }),
      Containerd.start({ config: noCollection, reference }),
    ]);
    this.#parts = { directory, registry, tsrt, containerd };
    await pushImage(`${registry.host}/busybox:1`);
  }

  async stop(): Promise<void> {
    await this.#parts?.tsrt[Symbol.asyncDispose]();
    await this.#parts?.containerd[Symbol.asyncDispose]();
    await this.#parts?.registry[Symbol.asyncDispose]();
    this.#parts?.directory[Symbol.dispose]();
  }

  /** What `start` made. */
  get parts(): Parts {
    if (this.#parts === undefined) {
      throw new Error("the daemons were not started");
    }
    return this.#parts;
  }

  /**
   * Flags by which ctr fetches, stores and unpacks an image itself. The ctr of containerd 1.x knows no other way; that of
   * 2.x asks the Transfer service unless it is told, and prints progress that no two runs have in common.
   */
  get local(): readonly string[] {
    return this.reference.major >= 2 ? ["--local"] : [];
  }

  readonly ours: Ctr = (...args) => this.parts.tsrt.goCtr(...args);
  readonly theirs: Ctr = (...args) => this.parts.containerd.ctr(...args);

  /** Runs the same steps against both daemons, and expects the same answers. */
  async same(steps: (ctr: Ctr) => Promise<string>): Promise<string> {
    const ours = await steps(this.ours);
    const theirs = await steps(this.theirs);
    expect(ours).toBe(theirs);
    return ours;
  }

  /** One command whose output is the same on both. */
  sameOutput(...args: string[]): Promise<string> {
    return this.same(async (ctr) => shown(await ctr(...args)));
  }
}

/** Leaves out what differs between two runs of the same command on the same daemon. */
function normalise(text: string): string {
  return Bun.stripANSI(text)
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z| ?[+-]\d{4} UTC| [A-Z]{3})?/g, "TIME")
    .replace(/\b\d+(\.\d+)?\s?(ns|µs|ms|s|seconds?)\b/g, "DURATION")
    .replace(/(: invalid argument)+/g, ": invalid argument")
    .replace(/^\S+=\S+,\S+$/gm, (labels) => labels.split(",").sort().join(","))
    .replace(/[ \t]+/g, " ")
    .replace(/ $/gm, "");
}

export function shown({ status, stdout, stderr }: Result): string {
  return normalise(`${stdout}${stderr}status ${status}`);
}

export async function running(
  ctr: Ctr,
  id: string,
  args: readonly string[],
  wanted = "RUNNING",
): Promise<void> {
  await succeedWith(ctr, "run", "-d", image, id, ...args);
  await taskIs(ctr, id, wanted);
}

export async function taskIs(ctr: Ctr, id: string, wanted: string): Promise<void> {
  await eventually(`task ${id} to be ${wanted}`, async () =>
    (await ctr("task", "ls")).stdout
      .split("\n")
      .some((line) => line.startsWith(`${id} `) && line.includes(wanted)),
  );
}

export async function remove(ctr: Ctr, id: string): Promise<void> {
  await ctr("task", "kill", "-s", "SIGKILL", id);
  await eventually(`task ${id} to stop`, async () => !(await ctr("task", "ls")).stdout.includes("RUNNING"));
  await ctr("task", "rm", id);
  await succeedWith(ctr, "container", "rm", id);
}

export async function succeedWith(ctr: Ctr, ...args: string[]): Promise<string> {
  const result = await ctr(...args);
  if (result.status !== 0) {
    throw new Error(`ctr ${args.join(" ")} ended with ${result.status}: ${result.stderr}${result.stdout}`);
  }
  return result.stdout;
}
