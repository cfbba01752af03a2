import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { eventually } from "../../../test/harness/command.ts";
import { isAlive, killProcess, startTimeOf } from "./process.ts";
import { endSession } from "./shim-session.ts";

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
