// The daemon or its unpacking process is killed at each step of a pull. The next pull is complete, and nothing is left.

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { eventually, type Result } from "../harness/command.ts";
import { Daemon } from "../harness/daemon.ts";
import {
  type Ask,
  type Fault,
  type FaultyRegistry,
  startFaultyRegistry,
} from "../harness/faulty-registry.ts";
import { commandLine } from "../harness/processes.ts";
import { type RegistryServer, startRegistry } from "../harness/registry.ts";
import { type Scratch, scratch } from "../harness/scratch.ts";
import { archive, type CraftedEntry } from "../harness/tar-archive.ts";
import { pushEvil } from "./evil-image.ts";
import { ingestsOf, layerHelpersOf, openFilesOf, processesOf, snapshotsOf } from "./traces.ts";

const repository = "library/big:1";

/** Layers that take some time to unpack: many small files, then one large one. */
function layers(): Uint8Array[] {
  const files = Array.from(
    { length: 800 },
    (_, index): CraftedEntry => ({ name: `many/${index}`, data: "small" }),
  );
  return [
    archive(...files),
    archive({ name: "large", data: new Uint8Array(48 << 20) }),
    archive({ name: "last", data: "last" }),
  ];
}

let origin: RegistryServer;
let front: FaultyRegistry;
let daemon: Daemon;
let directory: Scratch;
let plan: (ask: Ask) => Fault | undefined = () => undefined;

beforeAll(async () => {
  directory = scratch();
  origin = await startRegistry();
  await pushEvil(`${origin.host}/${repository}`, { layers: layers() });
  front = await startFaultyRegistry(origin.host, (ask) => plan(ask));
});

afterAll(async () => {
  await front[Symbol.asyncDispose]();
  await origin[Symbol.asyncDispose]();
  directory[Symbol.dispose]();
});

beforeEach(async () => {
  plan = () => undefined;
  daemon = await Daemon.start();
});

afterEach(() => daemon[Symbol.asyncDispose]());

const pull = (): Promise<Result> =>
  daemon.ctr("images", "pull", "--plain-http", `${front.host}/${repository}`);

/** Checks that the image can be pulled and run, and that nothing is stored beside it. */
async function expectWhole(): Promise<void> {
  plan = () => undefined;
  expect(await pull()).toMatchObject({ status: 0 });
  const words = ["sh", "-c", "ls /many | wc -l; stat -c %s /large; cat /last"];
  const { stdout, stderr } = await daemon.ctr("run", "--rm", `${front.host}/${repository}`, "c", ...words);
  expect({ stdout, stderr }).toEqual({ stdout: "800\n50331648\nlast", stderr: "" });
  // What the broken off pulls kept is in the lease that the last one took over and ended.
  expect((await daemon.ctr("leases", "ls", "-q")).stdout).toBe("");
  await eventually("no ingest's bytes", () => ingestsOf(daemon).length === 0).catch(() => {});
  expect(ingestsOf(daemon)).toEqual([]);
  expect((await daemon.ctr("content", "active")).stdout.trim().split("\n")).toHaveLength(1);
  await eventually("four snapshots", () => snapshotsOf(daemon).length === 4).catch(() => {});
  expect(snapshotsOf(daemon)).toHaveLength(4);
  const processes = (): string[] => processesOf(daemon).map(commandLine);
  const mounts = (): string[] =>
    readFileSync("/proc/self/mountinfo", "utf8")
      .split("\n")
      .filter((line) => line.includes(daemon.directory.path));
  await eventually("nothing to be left", () => processes().length + mounts().length === 0).catch(() => {});
  expect(processes()).toEqual([]);
  expect(mounts()).toEqual([]);
}

/** What a request is for, as a step of a pull. */
function kindOf({ path }: Ask): string {
  return path.includes("/manifests/") ? "manifest" : path.includes("/blobs/") ? "blob" : "other";
}

const steps: [string, (ask: Ask) => Fault | undefined][] = [
  ["the manifest", (ask) => (kindOf(ask) === "manifest" ? { stall: true } : undefined)],
  ["the blobs", (ask) => (kindOf(ask) === "blob" ? { stall: true } : undefined)],
];

test.each(steps)("the daemon is killed while it waits for %s", async (_name, fault) => {
  plan = fault;
  const before = front.asks.length;
  const pulling = pull();
  const stalled = (): boolean => front.asks.slice(before).some((ask) => fault(ask) !== undefined);
  await eventually("the pull to come so far", stalled);
  await daemon.kill();
  expect((await pulling).status).toBe(1);
  await daemon.start();
  await expectWhole();
});

interface Caught {
  readonly pulling: Promise<Result>;
  /** The process that unpacks, which was stopped in the middle of its work. */
  readonly helper: number;
}

/** Looks often: an entry takes milliseconds. A pull that was faster than the look is done again. */
async function pullCaughtAt(name: string): Promise<Caught> {
  const isThere = (pid: number): boolean => openFilesOf(pid).some((path) => path.includes(`/${name}`));
  for (let tries = 0; tries < 30; tries++) {
    let isOver = false;
    const pulling = pull().finally(() => {
      isOver = true;
    });
    for (; !isOver; await Bun.sleep(1)) {
      const helper = layerHelpersOf(daemon.pid).find(isThere);
      if (helper === undefined) {
        continue;
      }
      signal(helper, "SIGSTOP");
      if (isThere(helper)) {
        return { pulling, helper };
      }
      signal(helper, "SIGCONT");
    }
    await daemon.ctr("images", "rm", "--sync", `${front.host}/${repository}`);
  }
  throw new Error(`no helper was seen to unpack ${name}`);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended.
  }
}

test.each(["many", "large"])(
  "the daemon is killed while a layer with %s is being unpacked: its helper dies with it",
  async (name) => {
    const { pulling, helper } = await pullCaughtAt(name);
    await daemon.kill();
    signal(helper, "SIGCONT");
    await eventually("the helper to be gone", () => commandLine(helper) === "");
    expect((await pulling).status).toBe(1);
    await daemon.start();
    await expectWhole();
  },
);

test("the process that unpacks is killed: the pull says so, leaves no snapshot, and can be repeated", async () => {
  const { pulling, helper } = await pullCaughtAt("large");
  signal(helper, "SIGKILL");
  const { status, stderr } = await pulling;
  expect(stderr).toContain("layer helper was killed by SIGKILL");
  expect(status).toBe(1);
  const { stdout } = await daemon.ctr("snapshots", "ls");
  expect(stdout).not.toContain("Active");
  await expectWhole();
});

test("a client that dies while its pull runs: the pull ends, and can be repeated", async () => {
  plan = (ask) => (kindOf(ask) === "blob" ? { stall: true } : undefined);
  const before = front.asks.length;
  const client = Bun.spawn(
    [
      `${import.meta.dir}/../../dist/tsrt`,
      "ctr",
      "-a",
      daemon.address,
      "images",
      "pull",
      "--plain-http",
      `${front.host}/${repository}`,
    ],
    { stdin: "ignore", stdout: "ignore", stderr: "ignore" },
  );
  await eventually("blobs to be asked for", () =>
    front.asks.slice(before).some((ask) => kindOf(ask) === "blob"),
  );
  client.kill("SIGKILL");
  await client.exited;
  await expectWhole();
});
