import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeFifo } from "../../../src/linux/fifo.ts";
import { failure } from "./failure.ts";
import { ShimProcess } from "./shim-process.ts";

// Machines that run tests may be busy: a time limit is for what hangs.
setDefaultTimeout(60_000);

let shim: ShimProcess;
beforeAll(async () => {
  shim = await ShimProcess.start();
});
afterAll(async () => {
  await shim.stop();
});

interface Run {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly stdin?: string;
  readonly terminal?: boolean;
}

async function run(id: string, script: string, stdio: Run): Promise<number> {
  const bundle = shim.bundle(id, ["sh", "-c", script], (spec) => {
    spec.process.terminal = stdio.terminal ?? false;
  });
  await shim.tasks.create({ id, bundle, ...stdio });
  await shim.tasks.start({ id });
  const { exitStatus } = await shim.tasks.wait({ id });
  await shim.tasks.delete({ id });
  return exitStatus;
}

test("100 MB pass whole through the FIFOs", async () => {
  const io = await shim.fifos("big");
  expect(await run("big", "head -c 100000000 /dev/zero", io.output)).toBe(0);
  await io.read.ended;
  expect(io.read.bytes).toBe(100_000_000);
});

test("a reader may leave and another return, and nothing is lost between", async () => {
  const io = await shim.fifos("again");
  const go = (step: string): string => `while [ ! -e /${step} ]; do sleep 0.02; done`;
  const script = `echo one; ${go("two")}; echo two; ${go("three")}; echo three`;
  const bundle = shim.bundle("again", ["sh", "-c", script]);
  await shim.tasks.create({ id: "again", bundle, ...io.output });
  await shim.tasks.start({ id: "again" });
  await io.read.until(/one/);
  io.read.close();
  writeFileSync(join(bundle, "rootfs/two"), "");
  await Bun.sleep(300);
  const second = io.reopen();
  writeFileSync(join(bundle, "rootfs/three"), "");
  expect(await second.ended).toBe("two\nthree\n");
  await shim.tasks.delete({ id: "again" });
});

test("what a process prints while its reader is away is there after its end, until it is deleted", async () => {
  const io = await shim.fifos("away");
  const bundle = shim.bundle("away", [
    "sh",
    "-c",
    "while [ ! -e /go ]; do sleep 0.02; done; echo last words",
  ]);
  await shim.tasks.create({ id: "away", bundle, ...io.output });
  await shim.tasks.start({ id: "away" });
  io.read.close();
  writeFileSync(join(bundle, "rootfs/go"), "");
  await shim.tasks.wait({ id: "away" });
  const second = io.reopen();
  expect(await second.until(/words/)).toBe("last words\n");
  second.close();
  await shim.tasks.delete({ id: "away" });
});

test("file:// appends both streams", async () => {
  const path = join(shim.root, "logs/plain.log");
  for (const round of ["1", "2"]) {
    await run(`file${round}`, `echo out${round}; echo err${round} >&2`, { stdout: `file://${path}` });
  }
  const lines = readFileSync(path, "utf8").split("\n");
  // What was written to two streams has no order.
  expect(lines.slice(0, 2).sort()).toEqual(["err1", "out1"]);
  expect(lines.slice(2, 4).sort()).toEqual(["err2", "out2"]);
  expect(lines.slice(4)).toEqual([""]);
});

test("file:// with a limit rotates between lines", async () => {
  const path = join(shim.root, "logs/limited.log");
  const uri = `file://${path}?max-size=1000&max-files=3`;
  await run("limited", "for i in $(seq 1000); do echo line $i; done; echo -n end", { stdout: uri });
  const texts = [`${path}.2`, `${path}.1`, path].map((name) => readFileSync(name, "utf8"));
  expect(existsSync(`${path}.3`)).toBe(false);
  for (const text of texts) {
    expect(text.length).toBeLessThanOrEqual(1000);
    expect(text).toMatch(/^line \d+\n/);
  }
  expect(texts.at(-1)).toMatch(/line 1000\nend$/);
  // Nothing is missing between the files.
  const numbers = [...texts.join("").matchAll(/line (\d+)\n/g)].map((match) => Number(match[1]));
  expect(numbers).toEqual(
    Array.from({ length: numbers.length }, (_, index) => 1001 - numbers.length + index),
  );
});

test("file:// with a terminal", async () => {
  const path = join(shim.root, "logs/tty.log");
  await run("ttyfile", "tty; echo done", { stdout: `file://${path}`, terminal: true });
  expect(readFileSync(path, "utf8")).toMatch(/\/dev\/pts\/0\r\ndone\r\n/);
});

const logger = `#!/bin/sh
dir="$2"
printf '%s|%s|%s|%s' "$1" "$CONTAINER_ID" "$CONTAINER_NAMESPACE" "$(env | wc -l)" > "$dir/about"
trap 'echo term >> "$dir/about"; exit 0' TERM
exec 5>&-
cat <&3 > "$dir/out" &
cat <&4 > "$dir/err" &
wait
`;

test("binary:// hands the pipes to a logger", async () => {
  const path = join(shim.root, "logger");
  writeFileSync(path, logger);
  chmodSync(path, 0o755);
  const uri = `binary://${path}?dir=${shim.root}`;
  expect(await run("logged", "echo to-log; echo to-err >&2", { stdout: uri, stderr: uri })).toBe(0);
  expect(readFileSync(join(shim.root, "out"), "utf8")).toBe("to-log\n");
  expect(readFileSync(join(shim.root, "err"), "utf8")).toBe("to-err\n");
  expect(readFileSync(join(shim.root, "about"), "utf8")).toMatch(/^dir\|logged\|test\|/);
  expect(await run("logged-tty", "echo on a tty", { stdout: uri, terminal: true })).toBe(0);
  expect(readFileSync(join(shim.root, "out"), "utf8")).toBe("on a tty\r\n");
});

test("bad URIs and missing files fail Create and leave nothing running", async () => {
  const bundle = shim.bundle("bad", ["sleep", "1000"]);
  const create = (stdout: string) => shim.tasks.create({ id: "bad", bundle, stdout });
  expect(await failure(create("gopher://x"))).toContain("unknown STDIO scheme gopher");
  expect(await failure(create("/no/such/fifo"))).toContain('opening "/no/such/fifo" failed');
  expect(await failure(create("binary:///no/such"))).toContain("failed to start binary process");
  expect(await failure(create("binary-v2:///bin/true"))).toContain("logging binary did not call ready");
  expect(existsSync(join(shim.root, "runc/test/bad"))).toBe(false);
  await shim.hasNoChildren();
});

test("a socket for the shim is for its owner alone", () => {
  expect(statSync(shim.socket).mode & 0o777).toBe(0o600);
});

test("a terminal needs no stdin, and no output either", async () => {
  expect(await run("silent-tty", "echo nobody hears; exit 6", { terminal: true })).toBe(6);
  expect(await run("silent", "echo nobody hears; exit 7", {})).toBe(7);
});

test("a Start that found no stdin may be tried again", async () => {
  for (const terminal of [false, true]) {
    const id = `no-stdin-${terminal}`;
    const io = await shim.fifos(id);
    const { stdin, stdout } = io;
    const bundle = shim.bundle(id, ["head", "-n", "1"], (spec) => {
      spec.process.terminal = terminal;
    });
    await shim.tasks.create({ id, bundle, terminal, stdin, stdout });
    const before = shim.openFiles().length;
    rmSync(stdin);
    for (let tries = 0; tries < 2; tries++) {
      expect(await failure(shim.tasks.start({ id }))).toContain("failed to open stdin: ENOENT");
      await shim.hasAtMost(before);
    }
    makeFifo(stdin, 0o600);
    await shim.tasks.start({ id });
    await io.write("heard\n");
    expect(await io.read.ended).toContain("heard");
    expect((await shim.tasks.wait({ id })).exitStatus).toBe(0);
    await shim.tasks.delete({ id });
  }
});

test("after all that no fd, socket or file is left", async () => {
  await Bun.sleep(100);
  const fds = shim.openFiles().length;
  const io = await shim.fifos("leak");
  await run("leak", "echo x", io.output);
  await run("leak-tty", "echo x", { terminal: true, stdout: (await shim.fifos("leak-tty")).stdout });
  await shim.hasAtMost(fds);
});
