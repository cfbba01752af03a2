// Containers end while the daemon stops: their exits are heard by subscribers once, before the restart or after it.
import { expect, test } from "bun:test";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { image, importImage } from "../cli/rig.ts";
import { eventually } from "../harness/command.ts";
import { Daemon } from "../harness/daemon.ts";
import { EventRecorder } from "../harness/event-recorder.ts";
import { scratch } from "../harness/scratch.ts";

const containers = 16;

/** A plugin that makes the stop slow: the time in which connections are cut and the runtime is not yet stopped. */
const slowToStop = `
import { plugin, slot, TaskRuntime } from "tsrt/plugin";
export default plugin(slot<object>("io.example.slow.v1"), "slow", {
  needs: { tasks: TaskRuntime },
  start({ defer }) {
    defer(() => new Promise((resolve) => setTimeout(resolve, 300)));
    return {};
  },
});
`;

/** A container that ends with its number when it gets SIGUSR1. */
const waiting = (code: number): string[] => ["sh", "-c", `trap "exit ${code}" USR1; sleep 1000 & wait`];

async function pidsOf(daemon: Daemon): Promise<Map<string, number>> {
  const { stdout } = await daemon.ctr("tasks", "ls");
  return new Map([...stdout.matchAll(/^(e\d+) +(\d+)/gm)].map(([, id = "", pid]) => [id, Number(pid)]));
}

async function runAll(daemon: Daemon, ids: readonly string[]): Promise<void> {
  for (const [index, id] of ids.entries()) {
    expect(await daemon.ctr("run", "-d", image, id, ...waiting(index + 1))).toMatchObject({ status: 0 });
  }
}

/** Ends one container after another, and has the daemon stop meanwhile. */
async function endDuringStop(daemon: Daemon, ids: readonly string[]): Promise<void> {
  const pids = await pidsOf(daemon);
  let stopping: Promise<number> | undefined;
  for (const [index, id] of ids.entries()) {
    process.kill(pids.get(id) ?? 0, "SIGUSR1");
    if (index === 3) {
      stopping = daemon.stop();
    }
    await Bun.sleep(20);
  }
  expect(await stopping).toBe(0);
}

test(`${containers} containers end one after another while the daemon stops`, async () => {
  using directory = scratch();
  const plugins = directory.join("plugins");
  mkdirSync(plugins);
  writeFileSync(`${plugins}/slow.ts`, slowToStop);
  await using daemon = await Daemon.start({ level: "info", config: `plugin_dir = "${plugins}"` });
  await importImage(daemon, image);
  await using recorder = new EventRecorder(daemon.address);
  const ids = Array.from({ length: containers }, (_, index) => `e${index}`);
  await runAll(daemon, ids);
  await endDuringStop(daemon, ids);
  await daemon.start();
  await eventually("all exits to be heard", () => ids.every((id) => recorder.exits().has(id)));
  for (const id of ids) {
    await daemon.ctr("tasks", "delete", id);
    expect((await daemon.ctr("containers", "rm", id)).status).toBe(0);
  }
  // A shim ends after its last event was acknowledged, so an exit that was reported twice would have been seen by now.
  await eventually("the shims to go", () => readdirSync(daemon.directory.join("state/s")).length === 0);
  expect(ids.map((id) => [id, recorder.exits().get(id)])).toEqual(ids.map((id, index) => [id, [index + 1]]));
}, 120_000);
