import { afterEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { again, closeFd, isReady, type Pipe, pipe, readFd, setNonblocking, splice, writeFd } from "./fd.ts";
import { makeFifo, openFifoReader, openFifoWriter } from "./fifo.ts";
import { openPidfd, waitPidfd } from "./process.ts";
import { closeWatched, stopWaiting, whenReady } from "./readiness.ts";
import { accept, canConnect, listenUnix } from "./unix-socket.ts";

const open: Pipe[] = [];
function nonblockingPipe(): Pipe {
  const made = pipe();
  setNonblocking(made.read);
  setNonblocking(made.write);
  open.push(made);
  return made;
}
afterEach(() => {
  for (const { read, write } of open.splice(0)) {
    closeWatched(read);
    closeWatched(write);
  }
});

test("wakes once for each request, for data and for the end", async () => {
  const { read, write } = nonblockingPipe();
  let calls = 0;
  const woken = Promise.withResolvers<void>();
  whenReady(read, "read", () => {
    calls++;
    woken.resolve();
  });
  await Bun.sleep(10);
  expect(calls).toBe(0);
  writeFd(write, Buffer.from("x"));
  await woken.promise;
  await Bun.sleep(10);
  expect(calls).toBe(1);
  const buffer = new Uint8Array(10);
  expect(readFd(read, buffer)).toBe(1);
  expect(readFd(read, buffer)).toBe(again);
});

test("a forgotten fd does not call back", async () => {
  const { read, write } = nonblockingPipe();
  whenReady(read, "read", () => {
    throw new Error("called");
  });
  stopWaiting(read);
  writeFd(write, Buffer.from("x"));
  await Bun.sleep(20);
});

test("splice moves between pipes and says when it would wait", () => {
  const a = nonblockingPipe();
  const b = nonblockingPipe();
  expect(splice(a.read, b.write, 100)).toBe(again);
  expect(isReady(a.read, "read")).toBe(false);
  writeFd(a.write, Buffer.from("hello"));
  expect(splice(a.read, b.write, 100)).toBe(5);
  expect(isReady(b.read, "read")).toBe(true);
});

test("a process's exit is seen through its pidfd, with its status", async () => {
  const child = Bun.spawn(["cat"], { stdio: ["pipe", "ignore", "ignore"] });
  const pidfd = openPidfd(child.pid);
  expect(waitPidfd(pidfd)).toBeUndefined();
  void child.stdin.end();
  await new Promise<void>((resolve) => whenReady(pidfd, "read", resolve));
  closeWatched(pidfd);
  expect(await child.exited).toBe(0);
});

test("a FIFO's write end opens when a reader is there", async () => {
  const directory = mkdtempSync(join(tmpdir(), "tsrt-fifo-"));
  const path = join(directory, "f");
  makeFifo(path, 0o600);
  expect(statSync(path).isFIFO()).toBe(true);
  let writer = -1;
  const opening = openFifoWriter(path).then((fd) => {
    writer = fd;
  });
  await Bun.sleep(20);
  expect(writer).toBe(-1);
  const reader = openFifoReader(path);
  await opening;
  writeFd(writer, Buffer.from("hi"));
  expect(readFd(reader, new Uint8Array(8))).toBe(2);
  closeFd(writer);
  closeFd(reader);
  const giveUp = AbortSignal.timeout(20);
  await expect(openFifoWriter(path, giveUp)).rejects.toThrow();
  rmSync(directory, { recursive: true });
});

test("a listener has mode 0600 from its first moment, and tells who is alive", () => {
  const directory = mkdtempSync(join(tmpdir(), "tsrt-sock-"));
  const path = join(directory, "s");
  const listener = listenUnix(path);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(canConnect(path)).toBe(true);
  const connection = accept(listener);
  expect(connection).toBeGreaterThan(2);
  closeFd(connection);
  expect(() => listenUnix(path)).toThrow("EADDRINUSE");
  closeFd(listener);
  expect(canConnect(path)).toBe(false);
  expect(() => listenUnix(`/tmp/${"x".repeat(120)}`)).toThrow("ENAMETOOLONG");
  rmSync(directory, { recursive: true });
});
