import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeFifo } from "../../linux/fifo.ts";
import { Reaper } from "../tasks/reaper.ts";
import { startQuickly } from "./quick-start.ts";
import { isTested } from "./runc-version.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "tsrt-quick-start-"));
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

test("a container whose init is gone cannot be let go, and its FIFO is not left open", async () => {
  const settings = { binary: "runc", root: join(directory, "ns"), systemdCgroup: false };
  const reaper = new Reaper();
  expect(await isTested(settings, reaper)).toBe(true);
  const fifo = join(settings.root, "dead/exec.fifo");
  mkdirSync(join(settings.root, "dead"), { recursive: true });
  makeFifo(fifo, 0o600);
  const child = Bun.spawn(["true"]);
  await child.exited;
  const hooks = { hasPoststartHooks: false, hasPoststopHooks: false };
  const spec = { ownsPidNamespace: true, ...hooks, annotations: {} };
  const start = startQuickly(settings, "dead", child.pid, spec, reaper);
  expect(await start.catch(String)).toContain("ESRCH");
  expect(open()).not.toContain(fifo);
});
