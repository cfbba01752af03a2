// Commands that do the same to several objects: each failure is printed by its name, the others are done, and the exit code
// tells.
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Daemon } from "../harness/daemon.ts";
import { image, startDaemon } from "./rig.ts";

let daemon: Daemon;

beforeAll(async () => {
  daemon = await startDaemon();
});
afterAll(() => daemon[Symbol.asyncDispose]());

const succeed = async (...args: string[]): Promise<string> => {
  const { status, stdout, stderr } = await daemon.ctr(...args);
  expect([args.join(" "), status, stderr]).toEqual([args.join(" "), 0, ""]);
  return stdout;
};

interface Case {
  readonly command: readonly string[];
  /** Between two names that fail. */
  readonly good: string;
  readonly bad: readonly [string, string];
  /** Makes the object that `good` names. */
  readonly prepare: () => Promise<unknown>;
  /** Whether the command had its effect on the object. */
  readonly isDone: () => Promise<boolean>;
}

const listed = async (name: string, ...args: string[]): Promise<boolean> =>
  (await succeed(...args)).split("\n").some((line) => line.split(/\s+/)[0] === name);
const isMissing = async (name: string, ...args: string[]): Promise<boolean> => !(await listed(name, ...args));
const busy = ["busy1", "busy2"] as const;

const cases: Readonly<Record<string, Case>> = {
  containers: {
    command: ["containers", "rm"],
    bad: ["missing1", "missing2"],
    good: "there",
    prepare: () => succeed("containers", "create", image, "there"),
    isDone: () => isMissing("there", "containers", "ls", "-q"),
  },
  tasks: {
    command: ["tasks", "rm", "--force"],
    bad: ["missing1", "missing2"],
    good: "running",
    prepare: () => succeed("run", "-d", image, "running", "sleep", "1000"),
    isDone: () => isMissing("running", "tasks", "ls", "-q"),
  },
  leases: {
    command: ["leases", "rm"],
    bad: ["missing1", "missing2"],
    good: "held",
    prepare: () => succeed("leases", "create", "--id", "held"),
    isDone: () => isMissing("held", "leases", "ls", "-q"),
  },
  namespaces: {
    command: ["namespaces", "rm"],
    bad: busy,
    good: "empty",
    prepare: async () => {
      await succeed("namespaces", "create", "empty");
      for (const name of busy) {
        await succeed("-n", name, "snapshots", "prepare", "used");
      }
    },
    isDone: () => isMissing("empty", "namespaces", "ls", "-q"),
  },
  snapshots: {
    command: ["snapshots", "rm"],
    bad: ["missing1", "missing2"],
    good: "made",
    prepare: () => succeed("snapshots", "prepare", "made"),
    isDone: () => isMissing("made", "snapshots", "ls"),
  },
  "usage of snapshots": {
    command: ["snapshots", "usage"],
    bad: ["missing1", "missing2"],
    good: "measured",
    prepare: () => succeed("snapshots", "prepare", "measured"),
    isDone: () => listed("measured", "snapshots", "usage"),
  },
  blobs: {
    command: ["content", "rm"],
    bad: ["sha256:short", "nonsense"],
    good: `sha256:${"0".repeat(64)}`,
    prepare: async () => undefined,
    isDone: async () => true,
  },
  images: {
    command: ["images", "tag", image],
    bad: ["not/A/name", "neither:this:one"],
    good: "docker.io/library/tagged:1",
    prepare: async () => undefined,
    isDone: () => listed("docker.io/library/tagged:1", "images", "ls", "-q"),
  },
};

for (const [noun, { command, good, bad, prepare, isDone }] of Object.entries(cases)) {
  test(`${noun}: every failure is told, and what can be done is`, async () => {
    await prepare();
    const { status, stderr } = await daemon.ctr(...command, bad[0], good, bad[1]);
    expect(status).toBe(1);
    const lines = stderr.split("\n").filter((line) => line.startsWith("ctr: "));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain(bad[0]);
    expect(lines[1]).toContain(bad[1]);
    expect(stderr).not.toContain(`${good}:`);
    expect(await isDone()).toBe(true);
  }, 60_000);
}

test("--debug shows where each failure came from", async () => {
  const { status, stderr } = await daemon.ctr("--debug", "snapshots", "rm", "missing1", "missing2");
  expect(status).toBe(1);
  expect(stderr.match(/^ctr: failed to remove "missing\d"/gm)).toHaveLength(2);
  expect(stderr.match(/^ +at /gm)?.length).toBeGreaterThan(1);
});
