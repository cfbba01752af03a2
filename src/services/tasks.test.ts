// Checkpoints of tasks: the directories that they pass through do not stay.
import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { scratch } from "../../test/harness/scratch.ts";
import { background } from "../context/index.ts";
import type { ContainerStore } from "../core/container.ts";
import type { ContentStore } from "../core/content.ts";
import type { Differ } from "../core/diff.ts";
import type { TaskRuntime } from "../core/task.ts";
import { kindOf, notFound } from "../errors/index.ts";
import { type TaskRequest, Tasks } from "./tasks.ts";

const ctx = background("n");
const container = {
  id: "c",
  runtime: { name: "r", options: undefined },
  spec: { typeUrl: "", value: new Uint8Array() },
  sandbox: "",
};
const request = {
  ...{ containerId: "c", rootfs: [], options: undefined, runtimePath: "", checkpointPath: "" },
  ...{ stdin: "", stdout: "", stderr: "", terminal: false, taskApiAddress: "", taskApiVersion: 0 },
  checkpoint: {
    mediaType: "application/vnd.containerd.container.criu.checkpoint.criu.tar",
    digest: "sha256:0",
    size: 1,
  },
} as unknown as TaskRequest;

function tasksOver(runtime: Partial<TaskRuntime>): Tasks {
  return new Tasks({
    containers: { get: async () => container } as unknown as ContainerStore,
    content: {} as ContentStore,
    differ: { apply: async () => ({}) } as unknown as Differ,
    runtime: {
      shim: () => {
        throw notFound("task c not found");
      },
      create: async () => ({ pid: 7 }),
      start: async () => ({ pid: 7 }),
      delete: async () => ({ pid: 7, status: 0, exitedAt: null }),
      ...runtime,
    } as TaskRuntime,
  });
}

async function withTemporaryDirectory(work: (entries: () => string[]) => Promise<void>): Promise<void> {
  using directory = scratch();
  const before = process.env.TMPDIR;
  process.env.TMPDIR = directory.path;
  try {
    await work(() => readdirSync(directory.path));
  } finally {
    if (before === undefined) {
      delete process.env.TMPDIR;
    } else {
      process.env.TMPDIR = before;
    }
  }
}

test("a checkpoint is unpacked until the task has been started or deleted", () =>
  withTemporaryDirectory(async (entries) => {
    const tasks = tasksOver({});
    await tasks.create(ctx, request);
    await tasks.start(ctx, "c", "exec");
    expect(entries().length).toBe(1);
    await tasks.start(ctx, "c", "");
    expect(entries()).toEqual([]);
    await tasks.create(ctx, request);
    await tasks.delete(ctx, "c");
    expect(entries()).toEqual([]);
  }));

test("a checkpoint of a task that could not be created goes at once", () =>
  withTemporaryDirectory(async (entries) => {
    const tasks = tasksOver({ create: () => Promise.reject(notFound("runtime")) });
    expect(await tasks.create(ctx, request).catch(kindOf)).toBe("not found");
    expect(entries()).toEqual([]);
  }));

test("a checkpoint whose caller goes away is written to its end, and goes then", () =>
  withTemporaryDirectory(async (entries) => {
    const written = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const tasks = tasksOver({
      checkpoint: async () => {
        begun.resolve();
        await written.promise;
        throw notFound("criu");
      },
    });
    const caller = new AbortController();
    const wanted = { containerId: "c", imagePath: "", options: undefined, encode: () => new Uint8Array() };
    const checkpoint = tasks.checkpoint({ ...ctx, signal: caller.signal }, wanted).catch(kindOf);
    await begun.promise;
    caller.abort();
    expect(await checkpoint).toBe("canceled");
    expect(entries().length).toBe(1);
    written.resolve();
    while (entries().length > 0) {
      await new Promise(setImmediate);
    }
  }));
