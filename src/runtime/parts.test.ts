// The small parts: lock, outbox, records, processes, the step down between versions.
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encode } from "@msgpack/msgpack";
import { eventually } from "../../test/harness/command.ts";
import { background } from "../context/index.ts";
import type { Envelope } from "../core/event.ts";
import type { ShimRecord } from "../core/shim-record.ts";
import { invalidArgument, messageOf } from "../errors/index.ts";
import { silent } from "../log/index.ts";
import { TaskService } from "../rpc/gen/task3.ts";
import { Router, serve } from "../rpc/handler.ts";
import { memoryPair } from "../rpc/transport/memory.ts";
import { ttrpcChannel } from "../rpc/ttrpc/client.ts";
import { TtrpcServer } from "../rpc/ttrpc/server.ts";
import { deletedIdOf, deleteEvent, exitEvent, initExitOf } from "./events.ts";
import { KeyedLock } from "./keyed-lock.ts";
import { Outbox } from "./outbox.ts";
import { groupKey, shimPaths } from "./paths.ts";
import { isAlive, killProcess, startTimeOf } from "./process.ts";
import { readExit, readJournal, readRecord, writeExit, writeRecord } from "./record.ts";
import { endSession } from "./session.ts";
import { TaskApi } from "./task-api.ts";

const directory = mkdtempSync(join(tmpdir(), "tsrt-parts-"));
afterAll(() => rmSync(directory, { recursive: true }));

test("a keyed lock lets one in for each key, in order, also after failures", async () => {
  const lock = new KeyedLock();
  const order: string[] = [];
  const enter = (key: string, name: string) =>
    lock.run(key, async () => {
      order.push(`${name} in`);
      await Bun.sleep(5);
      order.push(`${name} out`);
      if (name === "bad") {
        throw new Error(name);
      }
    });
  const results = await Promise.allSettled([enter("k", "bad"), enter("k", "second"), enter("other", "free")]);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
  expect(order.filter((step) => !step.startsWith("free"))).toEqual([
    "bad in",
    "bad out",
    "second in",
    "second out",
  ]);
  expect(order.indexOf("free in")).toBeLessThan(order.indexOf("bad out"));
});

const exit = { pid: 5, status: 9, exitedAt: { seconds: 1, nanos: 2 } };

test("the outbox keeps the order across its opening, and a bad event stops nothing", () => {
  const published: string[] = [];
  const done: number[] = [];
  const forward = (envelope: Envelope): void => {
    if (envelope.namespace === "bad") {
      throw invalidArgument("namespace");
    }
    published.push(envelope.namespace);
  };
  const outbox = new Outbox({ forward } as never, silent);
  for (const [index, namespace] of ["one", "bad", "two"].entries()) {
    outbox.forward(exitEvent(namespace, "c", exit), () => done.push(index));
  }
  expect(published).toEqual([]);
  outbox.open();
  outbox.forward(exitEvent("three", "c", exit), () => done.push(3));
  expect(published).toEqual(["one", "two", "three"]);
  expect(done).toEqual([0, 1, 2, 3]);
});

test("events tell an init from an exec, and a task from a process", () => {
  expect(initExitOf(exitEvent("n", "c", exit))).toEqual({ containerId: "c", exit } as never);
  expect(initExitOf(deleteEvent("n", "c", exit))).toBeUndefined();
  expect(deletedIdOf(deleteEvent("n", "c", exit))).toBe("c");
  expect(deletedIdOf(exitEvent("n", "c", exit))).toBeUndefined();
});

const record: ShimRecord = {
  ...{ format: 1, namespace: "n", group: "g", address: "unix:///s", executable: "" },
  ...{ runtime: "built-in", version: 3, protocol: "ttrpc", pid: 7, startTime: 8 },
} as const;

test("records survive, also with fields of a later release; others are not read", () => {
  const path = join(directory, "record");
  writeRecord(path, record);
  expect(readRecord(path)).toEqual(record);
  writeFileSync(path, encode({ ...record, cookie: "later" }));
  expect(readRecord(path)).toMatchObject(record);
  for (const bytes of [
    encode({ ...record, format: 2 }),
    encode(null),
    encode("x"),
    new Uint8Array([0xc1]),
    new Uint8Array(),
  ]) {
    writeFileSync(path, bytes);
    expect(readRecord(path)).toBeUndefined();
  }
  expect(readRecord(join(directory, "none"))).toBeUndefined();
});

test("a journal gives what nobody acknowledged, whatever was torn", () => {
  const path = join(directory, "journal");
  const event = (number: number) => [number, 1, 2, "n", "/t", "type", new Uint8Array([number])];
  const items = [event(1), event(2), [1], event(3)].map((item) => encode(item));
  const whole = Buffer.concat(items);
  writeFileSync(path, whole);
  expect(readJournal(path).map(({ number }) => number)).toEqual([2, 3]);
  const lastLength = items.at(-1)?.length ?? 0;
  for (let cut = 1; cut < lastLength; cut++) {
    writeFileSync(path, whole.subarray(0, whole.length - cut));
    expect(readJournal(path).map(({ number }) => number)).toEqual([2]);
  }
  expect(readJournal(join(directory, "none"))).toEqual([]);
});

test("an exit is noted in the bundle, and is no error when that has gone", () => {
  writeExit(directory, exit);
  expect(readExit(directory)).toEqual(exit);
  writeExit(join(directory, "gone"), exit);
  expect(readExit(join(directory, "gone"))).toBeUndefined();
});

test("paths of sockets are short, and differ for every namespace and group", () => {
  const keys = [groupKey("a", "b"), groupKey("a", "c"), groupKey("b", "b")];
  expect(new Set(keys).size).toBe(3);
  expect(shimPaths("/run/tsrt/s", groupKey("n".repeat(76), "g".repeat(500))).socket.length).toBe(44);
});

test("only the very process that was meant is killed", async () => {
  const child = Bun.spawn(["sleep", "100"]);
  const startTime = startTimeOf(child.pid);
  expect(startTime).toBeGreaterThan(0);
  await killProcess(child.pid, startTime + 1);
  await killProcess(child.pid, 0);
  await Bun.sleep(20);
  expect(isAlive(child.pid, startTime)).toBe(true);
  await killProcess(child.pid, startTime);
  expect(await child.exited).toBe(137);
  expect(isAlive(child.pid, startTime)).toBe(false);
});

test("of a lost shim's session those that work on the task are ended, the others are left", async () => {
  // A detached child leads a session of its own, to which its children belong.
  const script = "tail -f /dev/null >/dev/null & echo $!; tail -f /dev/null task7 >/dev/null & echo $!; wait";
  const leader = Bun.spawn(["sh", "-c", script], {
    detached: true,
    stdout: "pipe",
    stderr: "ignore",
  });
  const reader = leader.stdout.getReader();
  let printed = "";
  while (printed.split("\n").length < 3) {
    printed += Buffer.from((await reader.read()).value ?? []).toString();
  }
  const [other = 0, worker = 0] = printed.split("\n").map(Number);
  // Until then they have the arguments of the shell.
  await eventually(
    "both to have become tail",
    () => programOf(other) === "tail" && programOf(worker) === "tail",
  );
  const started = Date.now();
  await endSession(leader.pid, "task7", 100);
  expect(Date.now() - started).toBeGreaterThanOrEqual(90);
  await eventually("the worker to end", () => stateOf(worker) === "gone");
  expect(stateOf(other)).toBe("there");
  process.kill(other, "SIGKILL");
  await leader.exited;
});

function programOf(pid: number): string | undefined {
  return readFileSync(`/proc/${pid}/cmdline`, "latin1").split("\0")[0];
}

function stateOf(pid: number): string {
  try {
    const state = readFileSync(`/proc/${pid}/stat`, "latin1")
      .replace(/^.*\) /, "")
      .charAt(0);
    return state === "Z" ? "gone" : "there";
  } catch {
    return "gone";
  }
}

function apiOf(service: typeof TaskService): TaskApi {
  const [left, right] = memoryPair();
  const router = new Router();
  router.add(serve(service, { state: async () => ({ pid: 3 }) }));
  new TtrpcServer({ router }).accept(left);
  return new TaskApi(ttrpcChannel(right), 3);
}

const version2 = {
  name: "containerd.task.v2.Task",
  methods: Object.fromEntries(
    Object.entries(TaskService.methods).map(([key, method]) => [
      key,
      { ...method, service: "containerd.task.v2.Task" },
    ]),
  ),
} as unknown as typeof TaskService;

test("a shim that does not know version 3 is spoken to in version 2", async () => {
  const api = apiOf(version2);
  const { pid } = await api.call(background("n"), (task, options) => task.state({ id: "x" }, options));
  expect(pid).toBe(3);
  expect(api.version).toBe(2);
});

test("a method that a shim of version 3 lacks is no reason to step down", async () => {
  const api = apiOf(TaskService);
  await api.call(background("n"), (task, options) => task.state({ id: "x" }, options));
  const error = await api
    .call(background("n"), (task, options) => task.pids({ id: "x" }, options))
    .catch((reason: unknown) => reason);
  expect(messageOf(error)).toBe("method Pids: not implemented");
  expect(api.version).toBe(3);
});
