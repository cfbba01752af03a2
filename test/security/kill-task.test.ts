// The daemon or the shim is killed while runc is at a certain step. The next start repairs the state, the same call then succeeds, and
// nothing is left.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { importImage } from "../cli/rig.ts";
import { environment, eventually, type Result } from "../harness/command.ts";
import { Daemon } from "../harness/daemon.ts";
import { EventRecorder } from "../harness/event-recorder.ts";
import { type Moment, SlowRunc } from "./slow-runc.ts";
import { expectNoTraces, shimOf } from "./traces.ts";

const image = "docker.io/library/busybox:test";

let daemon: Daemon;
let runc: SlowRunc;

beforeAll(async () => {
  daemon = await Daemon.start();
  runc = new SlowRunc(daemon.directory.path);
  await importImage(daemon, image);
  daemon.wrapper = ["env", `PATH=${runc.directory}:${environment.PATH}`];
  await daemon.stop();
  await daemon.start();
});

afterAll(async () => {
  runc.pass();
  await daemon[Symbol.asyncDispose]();
});

type Victim = "daemon" | "shim";

async function kill(victim: Victim, id: string): Promise<void> {
  const shim = shimOf(daemon, id) ?? 0;
  expect(shim).toBeGreaterThan(0);
  if (victim === "shim") {
    process.kill(shim, "SIGKILL");
  } else {
    await daemon.kill();
  }
}

/** Starts `words`, waits until runc stops at the step, kills, and lets the world go on. */
async function killAt(
  victim: Victim,
  id: string,
  step: string,
  moment: Moment,
  words: string[],
): Promise<Result> {
  runc.stopAt(step, moment);
  const running = daemon.ctr(...words);
  await runc.reached();
  await kill(victim, id);
  runc.pass();
  const result = await running;
  if (victim === "daemon") {
    await daemon.start();
  }
  return result;
}

const ctr = async (...words: string[]): Promise<string> => {
  const { status, stdout, stderr } = await daemon.ctr(...words);
  expect(`${status} ${stderr}`, words.join(" ")).toBe("0 ");
  return stdout;
};

/** Checks that the task, however far it came, can be ended and removed, and that its id can be used again. */
async function expectRepaired(id: string): Promise<void> {
  await eventually(`task ${id} to be deleted`, async () => {
    await daemon.ctr("tasks", "kill", "-s", "SIGKILL", id);
    await daemon.ctr("tasks", "delete", "--force", id);
    const listed = await daemon.ctr("tasks", "ls", "-q");
    return listed.status === 0 && !listed.stdout.split("\n").includes(id);
  });
  await expectNoTraces(daemon);
  await ctr("tasks", "start", "-d", id);
  expect(await ctr("tasks", "exec", "--exec-id", "again", id, "echo", "alive")).toBe("alive\n");
  await ctr("tasks", "kill", "-s", "SIGKILL", id);
  await eventually(
    "the task to be deleted",
    async () => (await daemon.ctr("tasks", "delete", id)).status !== 1,
  );
  await ctr("containers", "rm", id);
  await expectNoTraces(daemon);
}

const victims: Victim[] = ["daemon", "shim"];
const beginnings: [string, Moment][] = [
  ["create", "before"],
  ["create", "after"],
  ["start", "before"],
  ["start", "after"],
];

test.each(victims.flatMap((victim) => beginnings.map((step) => [victim, ...step] as const)))(
  "the %s is killed at runc %s, %s it",
  async (victim, step, moment) => {
    const id = `${victim}-${step}-${moment}`;
    await ctr("containers", "create", image, id, "sleep", "1000");
    await killAt(victim, id, step, moment, ["tasks", "start", "-d", id]);
    await expectRepaired(id);
  },
  180_000,
);

const endings: [string, Moment, string[]][] = [
  ["exec", "before", ["tasks", "exec", "--exec-id", "e", "ID", "true"]],
  ["exec", "after", ["tasks", "exec", "--exec-id", "e", "ID", "true"]],
  ["pause", "after", ["tasks", "pause", "ID"]],
  ["delete", "before", ["tasks", "delete", "--force", "ID"]],
  ["delete", "after", ["tasks", "delete", "--force", "ID"]],
];

test.each(victims.flatMap((victim) => endings.map((step) => [victim, ...step] as const)))(
  "the %s is killed at runc %s, %s it, of a running task",
  async (victim, step, moment, words) => {
    const id = `${victim}-${step}-${moment}`;
    await using recorder = new EventRecorder(daemon.address);
    await ctr("containers", "create", image, id, "sleep", "1000");
    await ctr("tasks", "start", "-d", id);
    await killAt(
      victim,
      id,
      step,
      moment,
      words.map((word) => (word === "ID" ? id : word)),
    );
    await expectRepaired(id);
    // Once for the task that was disturbed, once for its successor.
    await eventually("both exits", () => recorder.exits().get(id)?.length === 2);
    expect(recorder.exits().get(id)).toEqual([137, 137]);
  },
  180_000,
);
