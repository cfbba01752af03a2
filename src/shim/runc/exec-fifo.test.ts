import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeFifo } from "../../linux/fifo.ts";
import { startByExecFifo } from "./exec-fifo.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "tsrt-exec-fifo-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const open = (): string[] =>
  readdirSync("/proc/self/fd").flatMap((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      // The directory that is being read.
      return [];
    }
  });

test("a container whose init is gone cannot be started, and its FIFO is not left open", async () => {
  const fifo = join(directory, "dead/exec.fifo");
  mkdirSync(join(directory, "dead"));
  makeFifo(fifo, 0o600);
  const child = Bun.spawn(["true"]);
  await child.exited;
  const hooks = { hasPoststartHooks: false, hasPoststopHooks: false };
  const spec = { ownsPidNamespace: true, ...hooks, annotations: {} };
  const start = startByExecFifo(directory, "dead", child.pid, spec);
  expect(await start.catch(String)).toContain("ESRCH");
  expect(open()).not.toContain(fifo);
});
