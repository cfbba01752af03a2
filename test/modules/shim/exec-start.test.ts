// Calls about an exec whose Start is under way or has failed.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { makeFifo } from "../../../src/linux/fifo.ts";
import { Status } from "../../../src/rpc/gen/task3.ts";
import { eventually } from "../../harness/command.ts";
import { failure } from "./failure.ts";
import { FifoReader } from "./fifos.ts";
import { processSpec, startShimWithMain, stopShimWithMain } from "./main-container.ts";
import type { ShimProcess } from "./shim-process.ts";

// Machines that run tests may be busy: a time limit is for what hangs.
setDefaultTimeout(60_000);

let shim: ShimProcess;
beforeAll(async () => {
  shim = await startShimWithMain();
  await shim.tasks.start({ id: "main" });
});
afterAll(() => stopShimWithMain(shim));

/** An exec whose Start waits for somebody to read its output. */
async function addUnread(execId: string): Promise<string> {
  const stdout = join(shim.root, `unread-${execId}`);
  makeFifo(stdout, 0o600);
  await shim.tasks.exec({ id: "main", execId, spec: processSpec(["sleep", "1000"]), stdout });
  return stdout;
}

async function killOnceThere(execId: string): Promise<void> {
  const message = await eventually(`${execId} to be created`, async () => {
    const said = await failure(shim.tasks.kill({ id: "main", execId, signal: 9 }));
    return said === "failed precondition: process not created" ? undefined : said;
  });
  expect(message).toBe("Error: succeeded");
}

async function processCount(): Promise<number> {
  return (await shim.tasks.pids({ id: "main" })).processes.length;
}

/** A process that was ended may be in its cgroup for a moment. */
async function hasProcesses(count: number): Promise<void> {
  await eventually(`${count} processes`, async () => (await processCount()) === count).catch(() => {});
  expect(await processCount()).toBe(count);
}

const inStarting = 300;

test("an exec that is started twice at once runs once", async () => {
  const execId = "twice";
  const before = await processCount();
  const stdout = await addUnread(execId);
  const starts = [0, 1].map(() => failure(shim.tasks.start({ id: "main", execId })));
  await Bun.sleep(inStarting);
  const reader = new FifoReader(stdout);
  expect((await Promise.all(starts)).sort()).toEqual([
    "Error: succeeded",
    "unknown: cannot start a running process",
  ]);
  await hasProcesses(before + 1);
  await shim.tasks.kill({ id: "main", execId, signal: 9 });
  expect((await shim.tasks.wait({ id: "main", execId })).exitStatus).toBe(137);
  expect((await shim.tasks.state({ id: "main", execId })).status).toBe(Status.STOPPED);
  await reader.ended;
  await shim.tasks.delete({ id: "main", execId });
});

test("a Delete during an exec's Start waits for it", async () => {
  const execId = "delete-early";
  const stdout = await addUnread(execId);
  const started = failure(shim.tasks.start({ id: "main", execId }));
  await Bun.sleep(inStarting);
  const deleted = failure(shim.tasks.delete({ id: "main", execId }));
  await Bun.sleep(50);
  const reader = new FifoReader(stdout);
  expect(await started).toBe("Error: succeeded");
  expect(await deleted).toBe("unknown: cannot delete a running process");
  await shim.tasks.kill({ id: "main", execId, signal: 9 });
  await reader.ended;
  await shim.tasks.wait({ id: "main", execId });
  const deletions = [0, 1].map(() => failure(shim.tasks.delete({ id: "main", execId })));
  expect((await Promise.all(deletions)).sort()).toEqual([
    "Error: succeeded",
    "not found: cannot delete a deleted process",
  ]);
});

test("Kill does not wait for an exec's Start", async () => {
  const execId = "kill-early";
  const stdout = await addUnread(execId);
  const started = failure(shim.tasks.start({ id: "main", execId }));
  await killOnceThere(execId);
  const reader = new FifoReader(stdout);
  expect(await started).toBe("Error: succeeded");
  expect((await shim.tasks.wait({ id: "main", execId })).exitStatus).toBe(137);
  await reader.ended;
  await shim.tasks.delete({ id: "main", execId });
});

test("an exec that is deleted without a Start is waited for no longer", async () => {
  const execId = "unstarted";
  await shim.tasks.exec({ id: "main", execId, spec: processSpec(["true"]) });
  const waiting = shim.tasks.wait({ id: "main", execId }, { timeout: 30_000 });
  await shim.settled();
  await shim.tasks.delete({ id: "main", execId });
  expect(await waiting).toMatchObject({ exitStatus: 0, exitedAt: null });
});

test("a Start that fails at stdin leaves no process and no fd, and may be tried again", async () => {
  for (const terminal of [false, true]) {
    const execId = `no-stdin-${terminal}`;
    const io = await shim.fifos(execId);
    const { stdin, stdout } = io;
    const spec = processSpec(["cat"], terminal);
    await shim.tasks.exec({ id: "main", execId, terminal, spec, stdin, stdout });
    const processes = await processCount();
    const files = shim.openFiles().length;
    rmSync(stdin);
    const message = await failure(shim.tasks.start({ id: "main", execId }));
    expect(message).toContain("failed to open stdin: ENOENT");
    expect((await shim.tasks.wait({ id: "main", execId })).exitStatus).toBe(0);
    await hasProcesses(processes);
    await shim.hasAtMost(files);
    makeFifo(stdin, 0o600);
    const reader = io.reopen();
    await shim.tasks.start({ id: "main", execId });
    await io.write("heard\n");
    await reader.until(/heard/);
    await shim.tasks.kill({ id: "main", execId, signal: 9 });
    expect((await shim.tasks.wait({ id: "main", execId })).exitStatus).toBe(137);
    await shim.tasks.delete({ id: "main", execId });
  }
});
