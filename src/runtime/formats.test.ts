// What the first release wrote must be read by every later one: a daemon is upgraded under running shims.
import { expect, test } from "bun:test";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { TaskExit } from "../rpc/gen/event.ts";
import { listBundles } from "./bundle/list.ts";
import { readJournal } from "./shims/journal.ts";
import { readRecord } from "./shims/shim-record.ts";
import { readExit } from "./tasks/exit-record.ts";

const fixtures = resolve(import.meta.dir, "../../test/fixtures/v1");

test("the record of a shim", () => {
  expect(readRecord(join(fixtures, "shim/record"))).toEqual({
    format: 1,
    namespace: "default",
    group: "web",
    address: "unix:///run/tsrt/s/0123456789abcdef0123456789abcdef",
    executable: "",
    runtime: "built-in",
    version: 3,
    protocol: "ttrpc",
    pid: 4242,
    startTime: 123456,
  });
});

test("its journal", () => {
  const { entries, damage } = readJournal(join(fixtures, "shim/journal"));
  const [event, ...others] = entries;
  expect(damage).toBeUndefined();
  expect(others).toEqual([]);
  expect(event?.number).toBe(2);
  expect(event?.envelope).toMatchObject({
    namespace: "default",
    topic: "/tasks/exit",
    timestamp: { seconds: 1790000009, nanos: 999999999 },
  });
  expect(TaskExit.decode(event?.envelope.event.value ?? new Uint8Array()).exitStatus).toBe(143);
});

test("a bundle", () => {
  const top = mkdtempSync(join(tmpdir(), "tf-"));
  cpSync(join(fixtures, "bundle"), join(top, "default/web"), { recursive: true });
  const [bundle] = listBundles({ root: join(top, "none"), state: top });
  expect(bundle).toMatchObject({ namespace: "default", id: "web" });
  expect(bundle?.shimKey).toBe("0123456789abcdef0123456789abcdef");
  expect(readExit(bundle?.path ?? "")).toEqual({
    pid: 4250,
    status: 143,
    exitedAt: { seconds: 1790000009, nanos: 7 },
  });
  rmSync(top, { recursive: true });
});
