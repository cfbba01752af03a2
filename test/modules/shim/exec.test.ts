import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { ProcessDetails } from "../../../src/rpc/gen/runc.ts";
import { failure } from "./failure.ts";
import { encodeProcess, processSpec, startShimWithMain, stopShimWithMain } from "./main-container.ts";
import type { ShimProcess } from "./shim-process.ts";

// Machines that run tests may be busy: a time limit is for what hangs.
setDefaultTimeout(60_000);

let shim: ShimProcess;
beforeAll(async () => {
  shim = await startShimWithMain();
});
afterAll(() => stopShimWithMain(shim));

test("an exec cannot start before its container's init, once that has ended, or twice", async () => {
  await shim.tasks.start({ id: "main" });
  expect(await failure(shim.tasks.start({ id: "main" }))).toBe("unknown: cannot start a running process");
  expect(await failure(shim.tasks.delete({ id: "main" }))).toBe("unknown: cannot delete a running process");
  expect(await failure(shim.tasks.start({ id: "main", execId: "none" }))).toBe(
    "not found: process does not exist none",
  );
  expect(await failure(shim.tasks.start({ id: "none" }))).toBe("not found: container not created");
});

test("exec: added, started, exited, deleted; its output and exit code", async () => {
  const io = await shim.fifos("exec");
  const execId = "one";
  await shim.tasks.exec({
    id: "main",
    execId,
    spec: processSpec(["sh", "-c", "echo hi; exit 7"]),
    ...io.output,
  });
  expect(await failure(shim.tasks.exec({ id: "main", execId, spec: processSpec(["true"]) }))).toBe(
    "already exists: id one",
  );
  expect((await shim.tasks.state({ id: "main", execId })).status).toBe(1);
  expect(await failure(shim.tasks.kill({ id: "main", execId, signal: 9 }))).toBe(
    "failed precondition: process not created",
  );
  await shim.tasks.closeIO({ id: "main", execId, stdin: true });
  const { pid } = await shim.tasks.start({ id: "main", execId });
  const exit = await shim.tasks.wait({ id: "main", execId });
  expect(exit.exitStatus).toBe(7);
  expect(exit.exitedAt?.seconds).toBeGreaterThan(1.6e9);
  expect(await io.read.ended).toBe("hi\n");
  expect(await failure(shim.tasks.kill({ id: "main", execId, signal: 9 }))).toBe(
    "not found: process already finished",
  );
  const deleted = await shim.tasks.delete({ id: "main", execId });
  expect([deleted.pid, deleted.exitStatus]).toEqual([pid, 7]);
  const exited = await shim.event("/tasks/exit", ({ id }) => id === execId);
  expect(exited.fields).toMatchObject({ containerId: "main", pid, exitStatus: 7 });
  const own = shim.seen.filter(({ fields }) => fields.execId === execId || fields.id === execId);
  expect(own.map(({ topic }) => topic)).toEqual(["/tasks/exec-added", "/tasks/exec-started", "/tasks/exit"]);
});

test("an exec that cannot start says why, and can be deleted", async () => {
  const execId = "bad";
  await shim.tasks.exec({ id: "main", execId, spec: processSpec(["/no/such"]) });
  expect(await failure(shim.tasks.start({ id: "main", execId }))).toMatch(
    /^unknown: OCI runtime exec failed: exec failed: .*no such file or directory/,
  );
  expect((await shim.tasks.wait({ id: "main", execId })).exitStatus).toBe(0);
  await shim.tasks.delete({ id: "main", execId });
});

test("stdin flows until CloseIO, whoever has written to it", async () => {
  const io = await shim.fifos("stdin");
  const execId = "cat";
  await shim.tasks.exec({
    id: "main",
    execId,
    spec: processSpec(["cat"]),
    stdin: io.stdin,
    stdout: io.stdout,
    stderr: io.stderr,
  });
  await shim.tasks.start({ id: "main", execId });
  await io.write("first\n");
  await io.read.until(/first/);
  // The client has closed its end, and another one connects.
  await io.write("second\n");
  await io.read.until(/second/);
  await shim.tasks.closeIO({ id: "main", execId, stdin: true });
  expect(await io.read.ended).toBe("first\nsecond\n");
  expect((await shim.tasks.wait({ id: "main", execId })).exitStatus).toBe(0);
  await shim.tasks.delete({ id: "main", execId });
});

test("a terminal: output, size, input and its end", async () => {
  const io = await shim.fifos("tty");
  const execId = "tty";
  await shim.tasks.exec({
    id: "main",
    execId,
    terminal: true,
    spec: processSpec(["sh"], true),
    stdin: io.stdin,
    stdout: io.stdout,
  });
  await shim.tasks.start({ id: "main", execId });
  await shim.tasks.resizePty({ id: "main", execId, width: 91, height: 33 });
  await io.write("tty; stty size\n");
  await io.read.until(/\/dev\/pts\/\d+[\s\S]*33 91/);
  await io.write("sleep 0.2; echo bye; exit 5\n");
  const exit = await shim.tasks.wait({ id: "main", execId });
  expect(exit.exitStatus).toBe(5);
  expect(await io.read.ended).toMatch(/bye\r\n/);
  expect(await failure(shim.tasks.resizePty({ id: "main", execId, width: 1, height: 1 }))).toBe(
    "unknown: cannot resize a stopped container",
  );
  await shim.tasks.delete({ id: "main", execId });
});

test("CloseIO ends a shell on a terminal", async () => {
  const io = await shim.fifos("eof");
  const execId = "eof";
  await shim.tasks.exec({
    id: "main",
    execId,
    terminal: true,
    spec: processSpec(["sh"], true),
    stdin: io.stdin,
    stdout: io.stdout,
  });
  await shim.tasks.start({ id: "main", execId });
  await io.write("echo all; exit_on_eof=1\n");
  await shim.tasks.closeIO({ id: "main", execId, stdin: true });
  // The shell ends because of the typed end of input, or of the hangup that follows.
  expect([0, 129]).toContain((await shim.tasks.wait({ id: "main", execId })).exitStatus);
  expect(await io.read.ended).toContain("all\r\n");
  await shim.tasks.delete({ id: "main", execId });
});

test("pids tell execs by their id", async () => {
  const execId = "long";
  await shim.tasks.exec({ id: "main", execId, spec: processSpec(["sleep", "1000"]) });
  const { pid } = await shim.tasks.start({ id: "main", execId });
  const { processes } = await shim.tasks.pids({ id: "main" });
  const init = (await shim.tasks.state({ id: "main" })).pid;
  expect(processes.map((each) => each.pid).sort()).toEqual([init, pid].sort());
  const exec = processes.find((each) => each.pid === pid);
  expect(ProcessDetails.decode(exec?.info?.value ?? new Uint8Array())).toMatchObject({ execId });
  expect(exec?.info?.typeUrl).toBe("containerd.runc.v1.ProcessDetails");
  expect(processes.find((each) => each.pid === init)?.info).toBeNull();
  await shim.tasks.kill({ id: "main", execId, signal: 9 });
  expect((await shim.tasks.wait({ id: "main", execId })).exitStatus).toBe(137);
  await shim.tasks.delete({ id: "main", execId });
});

test("16 execs at once: every exit code arrives once", async () => {
  const ids = Array.from({ length: 16 }, (_, index) => `many-${index}`);
  await Promise.all(
    ids.map(async (execId, index) => {
      await shim.tasks.exec({ id: "main", execId, spec: processSpec(["sh", "-c", `exit ${index}`]) });
      await shim.tasks.start({ id: "main", execId });
      expect((await shim.tasks.wait({ id: "main", execId })).exitStatus).toBe(index);
      await shim.tasks.delete({ id: "main", execId });
    }),
  );
  await shim.event("/tasks/exit", ({ id }) => id === "many-15");
  await shim.settled();
  const exits = shim.seen.filter(
    ({ topic, fields }) => topic === "/tasks/exit" && fields.id.startsWith("many-"),
  );
  expect(exits.length).toBe(16);
});

test("a background child that keeps the pipes does not keep the client for ever", async () => {
  const io = await shim.fifos("orphan");
  const execId = "orphan";
  const spec = processSpec(["sh", "-c", "(sleep 300; echo late) & echo now"]);
  await shim.tasks.exec({ id: "main", execId, spec, ...io.output });
  await shim.tasks.start({ id: "main", execId });
  expect((await shim.tasks.wait({ id: "main", execId })).exitStatus).toBe(0);
  expect(await io.read.ended).toBe("now\n");
  await shim.tasks.delete({ id: "main", execId });
});

test("no fd is left behind by execs", async () => {
  const before = shim.openFiles().length;
  await runOnTerminal("fds-terminal");
  for (let index = 0; index < 3; index++) {
    const io = await shim.fifos("fds");
    const execId = `fds-${index}`;
    const spec = processSpec(["sh", "-c", "ls -l /proc/self/fd; exit 0"]);
    await shim.tasks.exec({ id: "main", execId, spec, stdin: io.stdin, ...io.output });
    await shim.tasks.start({ id: "main", execId });
    await shim.tasks.wait({ id: "main", execId });
    const listing = await io.read.ended;
    // 0, 1, 2 and the directory that ls itself reads.
    expect(listing.split("\n").filter((line) => /:\d\d \d+( ->|$)/.test(line)).length).toBe(4);
    await shim.tasks.delete({ id: "main", execId });
  }
  await shim.hasAtMost(before);
});

/** As `ctr tasks exec --detach -t`, which does not delete it. */
async function runOnTerminal(execId: string): Promise<void> {
  const io = await shim.fifos(execId);
  const { stdin, stdout } = io;
  const spec = processSpec(["true"], true);
  await shim.tasks.exec({ id: "main", execId, terminal: true, spec, stdin, stdout });
  await shim.tasks.start({ id: "main", execId });
  await shim.tasks.wait({ id: "main", execId });
  await io.read.ended;
}

test("a limit that is infinite is not rounded, whether its spec tells of the terminal or not", async () => {
  const infinite = "18446744073709551615";
  const limits = `[{"type":"RLIMIT_CORE","hard":${infinite},"soft":${infinite}}]`;
  for (const terminal of [false, true]) {
    const execId = `infinite-${terminal}`;
    const io = await shim.fifos(execId);
    const { stdout } = io;
    const args = '["sh","-c","ulimit -c"]';
    const json = `{"args":${args},"cwd":"/","env":["PATH=/bin"],"user":{"uid":0,"gid":0},"rlimits":${limits}}`;
    await shim.tasks.exec({ id: "main", execId, terminal, spec: encodeProcess(json), stdout });
    await shim.tasks.start({ id: "main", execId });
    expect((await io.read.ended).trim()).toBe("unlimited");
    expect((await shim.tasks.wait({ id: "main", execId })).exitStatus).toBe(0);
    await shim.tasks.delete({ id: "main", execId });
  }
});
