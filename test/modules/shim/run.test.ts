import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
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

test("create, start, wait and delete, with output and events in order", async () => {
  const io = await shim.fifos("hello");
  const bundle = shim.bundle("hello", ["sh", "-c", "echo out; echo err >&2; exit 3"]);
  const created = await shim.tasks.create({ id: "hello", bundle, ...io.output });
  expect(created.pid).toBeGreaterThan(0);
  expect((await shim.tasks.state({ id: "hello" })).status).toBe(1);
  const waiting = shim.tasks.wait({ id: "hello" });
  expect((await shim.tasks.start({ id: "hello" })).pid).toBe(created.pid);
  expect((await waiting).exitStatus).toBe(3);
  expect(await io.read.ended).toBe("out\n");
  expect(await io.readErr.ended).toBe("err\n");
  const deleted = await shim.tasks.delete({ id: "hello" });
  expect(deleted.exitStatus).toBe(3);
  expect(deleted.pid).toBe(created.pid);
  await shim.event("/tasks/delete");
  expect(shim.topics()).toEqual(["create", "start", "exit", "delete"]);
});
