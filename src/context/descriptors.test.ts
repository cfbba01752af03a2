import { expect, test } from "bun:test";
import { join } from "node:path";
import { isShortage, requireDescriptors, retryOnShortage } from "./descriptors.ts";

/** Runs a script that begins with all file descriptors taken, and `free(n)` to give some back; what it prints. */
async function withoutDescriptors(script: string): Promise<string> {
  const source = `
    import { closeSync, openSync } from "node:fs";
    import { startWorker } from ${JSON.stringify(join(import.meta.dir, "worker.ts"))};
    const fds = [];
    try { for (;;) fds.push(openSync("/dev/null", "r")); } catch {}
    const free = (count) => fds.splice(0, count).forEach((fd) => closeSync(fd));
    ${script}`;
  const child = Bun.spawn(["prlimit", "--nofile=64:64", process.execPath, "-e", source], { stdout: "pipe" });
  const printed = await new Response(child.stdout).text();
  expect(await child.exited).toBe(0);
  return printed;
}

test("a Worker that would get no descriptors is refused with the reason; with some it starts", async () => {
  const printed = await withoutDescriptors(`
    const start = () => startWorker("snapshotters/removal-worker");
    for (const count of [0, 1, 1]) {
      free(count);
      try { start(); } catch (error) { console.log(error.message); }
    }
    free(20);
    const worker = start();
    worker.onmessage = ({ data }) => { console.log(Object.keys(data)); process.exit(0); };
    worker.postMessage("/nowhere/at/all");`);
  expect(printed).toBe(`${"EMFILE: too many open files\n".repeat(3)}[]\n`);
});

test("a check that finds enough descriptors succeeds and closes all that it opened", () => {
  for (let round = 0; round < 5000; round++) {
    requireDescriptors();
  }
});

test("work is repeated after a shortage, but not after another error", async () => {
  const errors = ["EMFILE", "ENFILE", undefined];
  const work = (): string => {
    const code = errors.shift();
    if (code !== undefined) {
      throw new Error("outer", { cause: Object.assign(new Error(code), { code }) });
    }
    return "done";
  };
  expect(await retryOnShortage(work)).toBe("done");
  const gone = Object.assign(new Error("gone"), { code: "ENOENT" });
  expect(isShortage(gone)).toBe(false);
  expect(await retryOnShortage(() => Promise.reject(gone)).catch((error) => error)).toBe(gone);
});
