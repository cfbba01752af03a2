// Whatever step a call about a task is canceled at: the same call succeeds afterwards, or the first one had completed; the
// name is not blocked, and nothing is left.
import { afterAll, expect, test } from "bun:test";
import { join } from "node:path";
import { cancelAtEveryStep } from "../../test/harness/cancellation.ts";
import { eventually } from "../../test/harness/command.ts";
import {
  leftoversOf,
  RecordingEvents,
  TestBench,
  type TestRuntime,
} from "../../test/harness/runtime-bench.ts";
import { derive, type Scoped } from "../context/index.ts";
import { jsonAny, typeUrls } from "../core/any.ts";
import { kindOf, messageOf } from "../errors/index.ts";
import type { Runtime } from "./runtime.ts";

const bench = new TestBench();
afterAll(() => bench.dispose(), 20_000);
const { ctx } = bench;

const execSpec = jsonAny(typeUrls.process, { args: ["/bin/sh", "-c", "sleep 100"], cwd: "/" });
const stdio = { stdin: "", stdout: "", stderr: "", terminal: false };

interface Case {
  /** Before each attempt. */
  readonly prepare?: (runtime: Runtime) => Promise<unknown>;
  readonly call: (runtime: Runtime, ctx: Scoped) => Promise<unknown>;
  /** Whether an error of the second call says that the first had completed. */
  readonly isCompleted?: (error: unknown) => boolean;
  /** After each attempt and the call that followed it. */
  readonly check?: (runtime: Runtime) => Promise<unknown>;
  readonly undo?: (runtime: Runtime) => Promise<unknown>;
}

async function cancelCalls({ runtime }: TestRuntime, one: Case): Promise<void> {
  await one.prepare?.(runtime);
  const canceled = await cancelAtEveryStep(
    ({ handlerSignal }) => one.call(runtime, derive(ctx, { signal: handlerSignal })),
    async (outcome) => {
      if ("error" in outcome) {
        await one.call(runtime, ctx).catch((error: unknown) => {
          if (one.isCompleted?.(error) !== true) {
            throw error;
          }
        });
      }
      await one.check?.(runtime);
      await one.undo?.(runtime);
      await one.prepare?.(runtime);
    },
  );
  expect(canceled).toBeGreaterThan(1);
}

async function run(runtime: Runtime, id: string): Promise<void> {
  await runtime.create(ctx, bench.task(id, "sleep 1000"));
  await runtime.start(ctx, id, "");
}

async function remove(runtime: Runtime, id: string): Promise<void> {
  await runtime.kill(ctx, id, "", 9, true).catch(() => {});
  await runtime.wait(ctx, id, "");
  await runtime.delete(ctx, id);
}

async function expectNothingLeft(): Promise<void> {
  await eventually("all traces to go", () => leftoversOf(bench).length === 0).catch(() => {});
  expect(leftoversOf(bench)).toEqual([]);
}

const says =
  (text: string) =>
  (error: unknown): boolean =>
    messageOf(error).includes(text);
const isNotFound = (error: unknown): boolean => kindOf(error) === "not found";

test("Create", async () => {
  const daemon = await bench.start();
  await cancelCalls(daemon, {
    call: (runtime, scope) => runtime.create(scope, bench.task("created", "true")),
    undo: (runtime) => runtime.delete(ctx, "created"),
  });
  await expectNothingLeft();
}, 120_000);

test("Create, abandoned and never made again", async () => {
  const { runtime, tasks } = await bench.start();
  let attempts = 0;
  await cancelAtEveryStep(
    ({ handlerSignal }) =>
      runtime.create(derive(ctx, { signal: handlerSignal }), bench.task(`a${attempts++}`, "true")),
    async (outcome) => {
      const id = `a${attempts - 1}`;
      if ("value" in outcome) {
        await runtime.delete(ctx, id);
      }
      expect(tasks.table.get("testing", id)).toBeUndefined();
    },
  );
  await expectNothingLeft();
}, 120_000);

test("Start", async () => {
  const daemon = await bench.start();
  await cancelCalls(daemon, {
    prepare: (runtime) => runtime.create(ctx, bench.task("started", "sleep 1000")),
    call: (runtime, scope) => runtime.start(scope, "started", ""),
    isCompleted: says("cannot start a running process"),
    check: async (runtime) => expect((await runtime.state(ctx, "started", "")).status).toBe("running"),
    undo: (runtime) => remove(runtime, "started"),
  });
  await remove(daemon.runtime, "started");
  await expectNothingLeft();
}, 120_000);

test("Delete", async () => {
  const daemon = await bench.start();
  await cancelCalls(daemon, {
    prepare: (runtime) => runtime.create(ctx, bench.task("deleted", "true")),
    call: (runtime, scope) => runtime.delete(scope, "deleted"),
    isCompleted: isNotFound,
    check: async (runtime) =>
      expect(await runtime.state(ctx, "deleted", "").catch(messageOf)).toBe("task deleted not found"),
  });
  await daemon.runtime.delete(ctx, "deleted");
  await expectNothingLeft();
}, 120_000);

test("Exec, start of an exec, deletion of an exec", async () => {
  const daemon = await bench.start();
  const exec = (runtime: Runtime, scope: Scoped): Promise<void> =>
    runtime.exec(scope, "host", { execId: "e", spec: execSpec, ...stdio });
  const removeExec = async (runtime: Runtime): Promise<void> => {
    await runtime.kill(ctx, "host", "e", 9, false).catch(() => {});
    await runtime.wait(ctx, "host", "e").catch(() => {});
    await runtime.deleteExec(ctx, "host", "e");
  };
  await run(daemon.runtime, "host");
  await cancelCalls(daemon, {
    call: exec,
    isCompleted: (error) => kindOf(error) === "already exists",
    undo: (runtime) => runtime.deleteExec(ctx, "host", "e"),
  });
  await cancelCalls(daemon, {
    prepare: (runtime) => exec(runtime, ctx),
    call: (runtime, scope) => runtime.start(scope, "host", "e"),
    isCompleted: says("cannot start a running process"),
    undo: removeExec,
  });
  await daemon.runtime.deleteExec(ctx, "host", "e");
  await cancelCalls(daemon, {
    prepare: (runtime) => exec(runtime, ctx),
    call: (runtime, scope) => runtime.deleteExec(scope, "host", "e"),
    isCompleted: isNotFound,
  });
  await remove(daemon.runtime, "host");
  await expectNothingLeft();
}, 120_000);

test("Kill, Pause, Resume, Update, Checkpoint", async () => {
  const daemon = await bench.start();
  await run(daemon.runtime, "moved");
  const statusIs = (status: string) => async (runtime: Runtime) =>
    expect((await runtime.state(ctx, "moved", "")).status as string).toBe(status);
  const resources = jsonAny(typeUrls.resources, { pids: { limit: 100 } });
  await cancelCalls(daemon, {
    call: (runtime, scope) => runtime.kill(scope, "moved", "", 10, false),
    check: statusIs("running"),
  });
  await cancelCalls(daemon, {
    call: (runtime, scope) => runtime.pause(scope, "moved"),
    isCompleted: says("cannot pause a paused container"),
    check: statusIs("paused"),
    undo: (runtime) => runtime.resume(ctx, "moved"),
  });
  await cancelCalls(daemon, {
    prepare: (runtime) => runtime.pause(ctx, "moved"),
    call: (runtime, scope) => runtime.resume(scope, "moved"),
    isCompleted: says("cannot resume a running process"),
    check: statusIs("running"),
  });
  await daemon.runtime.resume(ctx, "moved");
  await cancelCalls(daemon, {
    call: (runtime, scope) => runtime.update(scope, "moved", resources, {}),
    check: statusIs("running"),
  });
  await cancelCalls(daemon, {
    // Where there is no CRIU the call fails with the runtime's own words, canceled or not.
    call: (runtime, scope) =>
      runtime
        .checkpoint(scope, "moved", join(bench.directory, "checkpoint"), undefined)
        .catch((error: unknown) => {
          if (!says("CRIU")(error) && !says("criu")(error)) {
            throw error;
          }
        }),
    check: statusIs("running"),
  });
  await remove(daemon.runtime, "moved");
  await expectNothingLeft();
}, 120_000);

test("a caller who goes away during a deletion does not stop it, and another who asks meanwhile is given its exit", async () => {
  const { runtime, events } = await bench.start();
  await runtime.create(ctx, bench.task("shared", "true"));
  const { pid } = runtime.shim(ctx, "shared");
  process.kill(pid, "SIGSTOP");
  const leaving = new AbortController();
  const first = runtime.delete(derive(ctx, { signal: leaving.signal }), "shared").catch(kindOf);
  const second = runtime.delete(ctx, "shared");
  leaving.abort();
  expect(await first).toBe("canceled");
  process.kill(pid, "SIGCONT");
  expect((await second).status).toBe(137);
  expect(events.topics("shared").filter((topic) => topic === "/tasks/delete").length).toBe(1);
  await runtime.create(ctx, bench.task("shared", "true"));
  await runtime.delete(ctx, "shared");
  await expectNothingLeft();
}, 60_000);

test("a caller who goes away between the event of the deletion and its answer does not block the name", async () => {
  const events = new RecordingEvents();
  const caller = new AbortController();
  const record = events.forward.bind(events);
  events.forward = (envelope) => {
    record(envelope);
    if (envelope.topic === "/tasks/delete") {
      caller.abort();
    }
  };
  const { runtime } = await bench.start(events);
  await runtime.create(ctx, bench.task("between", "true"));
  await runtime.delete(derive(ctx, { signal: caller.signal }), "between").catch(kindOf);
  expect(caller.signal.aborted).toBe(true);
  // The same call joins the deletion that is under way, or comes after it.
  const again = await runtime.delete(ctx, "between").then(({ status }) => status, kindOf);
  expect([137, "not found"]).toContain(again);
  await runtime.create(ctx, bench.task("between", "true"));
  await runtime.delete(ctx, "between");
  await expectNothingLeft();
}, 60_000);
