import { afterEach, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeMulti } from "@msgpack/msgpack";
import type { JournalItem } from "../../../src/core/shim-record.ts";
import { stub } from "../../../src/rpc/channel.ts";
import { JournalService } from "../../../src/rpc/gen/journal.ts";
import { DeleteResponse } from "../../../src/rpc/gen/task3.ts";
import { ShimProcess, shimCommand } from "./shim-process.ts";

// Machines that run tests may be busy: a time limit is for what hangs.
setDefaultTimeout(60_000);

let shim: ShimProcess | undefined;
afterEach(async () => {
  await shim?.stop();
  shim = undefined;
});

function itemsIn(directory: string): JournalItem[] {
  return [...decodeMulti(readFileSync(join(directory, "journal")))] as JournalItem[];
}

/** A dead process may exist as a zombie until the process that adopted it reaps it. */
function isRunning(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
}

test("what happens while the daemon is away is told once when it is back", async () => {
  shim = await ShimProcess.start();
  const bundle = shim.bundle("away", ["sh", "-c", "sleep 0.3; exit 4"]);
  await shim.tasks.create({ id: "away", bundle });
  await shim.tasks.start({ id: "away" });
  await shim.event("/tasks/start");
  await shim.channel.close();
  await Bun.sleep(500);
  await shim.connect();
  const exit = await shim.event("/tasks/exit");
  expect(exit.fields.exitStatus).toBe(4);
  expect((await shim.tasks.wait({ id: "away" })).exitStatus).toBe(4);
  await shim.tasks.delete({ id: "away" });
  await shim.event("/tasks/delete");
  expect(shim.seen.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
});

test("an event is in the file before the call that caused it is answered, until it is acknowledged", async () => {
  shim = await ShimProcess.start({}, { follow: false });
  const bundle = shim.bundle("file", ["true"]);
  await shim.tasks.create({ id: "file", bundle });
  const [first] = itemsIn(shim.directory);
  expect(first?.slice(0, 1)).toEqual([1]);
  expect(first?.[4]).toBe("/tasks/create");
  await shim.tasks.start({ id: "file" });
  await shim.tasks.wait({ id: "file" });
  await shim.tasks.delete({ id: "file" });
  const journal = stub(shim.channel, JournalService);
  await journal.acknowledge({ number: 3 });
  const left: number[] = [];
  for await (const entry of journal.follow({ after: 0 })) {
    left.push(entry.number);
    break;
  }
  expect(left).toEqual([4]);
  expect(itemsIn(shim.directory).at(-1)).toEqual([3]);
  await journal.acknowledge({ number: 4 });
});

test("kill -9 of a shim: the journal tells what happened, `delete` ends and removes the rest", async () => {
  const lost = await ShimProcess.start();
  const bundle = lost.bundle("lost", ["sleep", "1000"]);
  const { pid } = await lost.tasks.create({ id: "lost", bundle });
  await lost.tasks.start({ id: "lost" });
  lost.process.kill("SIGKILL");
  await lost.process.exited;
  const topics = itemsIn(lost.directory).map((item) => item[4]);
  expect(topics.filter((topic) => topic !== undefined)).toEqual(["/tasks/create", "/tasks/start"]);
  const flags = [
    "-namespace",
    "test",
    "-address",
    "/x",
    "-publish-binary",
    "x",
    "-id",
    "lost",
    "-bundle",
    bundle,
  ];
  const command = [...shimCommand(), "shim", ...flags, "--runtime-root", join(lost.root, "runc"), "delete"];
  const child = Bun.spawn(command, { cwd: bundle, stdout: "pipe", stderr: "pipe" });
  const output = await new Response(child.stdout).bytes();
  expect(await new Response(child.stderr).text()).toBe("");
  expect(await child.exited).toBe(0);
  expect(DeleteResponse.decode(output)).toMatchObject({ pid, exitStatus: 137 });
  expect(isRunning(pid)).toBe(false);
  expect(readFileSync("/proc/self/mountinfo", "utf8")).not.toContain(bundle);
  await lost.stop();
});
