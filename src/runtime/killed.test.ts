// A shim killed at any moment of a task's life leaves nothing behind: no process, mount, cgroup, container or file.
import { afterAll, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { TestBench } from "./testing.ts";

const bench = new TestBench();
afterAll(() => bench.dispose(), 20_000);
const { ctx } = bench;

/** What mentions the bench: command lines, mounts, cgroups, runc's state, the runtime's own files. */
function leftovers(): string[] {
  const name = basename(bench.directory);
  const left: string[] = [];
  for (const pid of readdirSync("/proc").filter(
    (entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid,
  )) {
    const line = read(`/proc/${pid}/cmdline`).replaceAll("\0", " ");
    const groups = read(`/proc/${pid}/cgroup`);
    if (line.includes(name) || groups.includes(name)) {
      left.push(`process ${pid} ${line}`);
    }
  }
  left.push(
    ...readFileSync("/proc/self/mountinfo", "utf8")
      .split("\n")
      .filter((line) => line.includes(name)),
  );
  for (const directory of [
    bench.sockets,
    join(bench.state, "testing"),
    join(bench.directory, "runc/testing"),
  ]) {
    left.push(...list(directory).map((entry) => join(directory, entry)));
  }
  for (const controller of list("/sys/fs/cgroup")) {
    const directory = join("/sys/fs/cgroup", controller);
    left.push(
      ...list(directory)
        .filter((entry) => entry.startsWith(name))
        .map((entry) => join(directory, entry)),
    );
  }
  return left;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function list(path: string): string[] {
  try {
    return existsSync(path) ? readdirSync(path) : [];
  } catch {
    return [];
  }
}

async function expectNothingLeft(): Promise<void> {
  const end = Date.now() + 10_000;
  while (leftovers().length > 0 && Date.now() < end) {
    await Bun.sleep(50);
  }
  expect(leftovers()).toEqual([]);
}

// The built-in shim from source needs some 150 ms until it serves, then some 60 ms for Create.
for (const delay of [0, 60, 120, 150, 170, 190, 210, 230, 250, 280, 320]) {
  test(`killed ${delay} ms after the start of a creation`, async () => {
    const { runtime, shims, events } = await bench.start();
    const id = `k${delay}`;
    const creation = runtime.create(ctx, bench.task(id, "sleep 100")).then(
      () => true,
      () => false,
    );
    while (shims.all().length === 0) {
      await Bun.sleep(1);
    }
    await Bun.sleep(delay);
    process.kill(shims.all()[0]?.record.pid ?? 0, "SIGKILL");
    const isCreated = await creation;
    await expectNothingLeft();
    expect(events.exitCodes(id).length).toBe(1);
    expect(typeof isCreated).toBe("boolean");
  }, 30_000);
}
