import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "bun:test";
import { eventually } from "../harness/command.ts";
import type { Daemon } from "../harness/daemon.ts";
import { ctrWords, image, startDaemon } from "./rig.ts";
import { Screen } from "./screen.ts";

let daemon: Daemon;
let screen: Screen;

beforeAll(async () => {
  daemon = await startDaemon();
});
afterAll(() => daemon[Symbol.asyncDispose]());
beforeEach(async () => {
  screen = await Screen.start();
  await screen.type(`ctr() { ${ctrWords(daemon)} "$@"; }; clear`);
});
afterEach(async () => {
  await screen[Symbol.asyncDispose]();
  const left = (await daemon.ctr("containers", "ls", "-q")).stdout.split("\n").filter((id) => id !== "");
  await Promise.all(left.map((id) => daemon.ctr("containers", "rm", "--force", id)));
});

/** Checks that the terminal is in its original mode, with echo and line editing. */
async function expectRestored(): Promise<void> {
  await screen.type("stty -a | tr ' ;' '\\n\\n' | grep -xE 'icanon|echo|isig|opost' | wc -l");
  await screen.shows(/^4$/m);
}

test("a shell: its size, resizing, ^C, and its exit code", async () => {
  await screen.type(`ctr run --rm -t ${image} shell sh`);
  await screen.shows("/ #");
  await screen.settle();
  // The new size may arrive after the next line was typed.
  await screen.typeUntil("stty size; tty; echo term=$TERM", /24 80\n\/dev\/pts\/0\nterm=xterm/);
  await screen.resize(100, 30);
  await screen.typeUntil("stty size", "30 100");
  await screen.type("echo sleeping; sleep 1000");
  await screen.shows(/^sleeping/m);
  await screen.press("C-c");
  await screen.type("echo after=$?");
  await screen.shows("after=130");
  await screen.type("exit 5");
  await screen.shows(/exit 5\s+host>>/);
  await screen.type("echo code=$?");
  await screen.shows("code=5");
  await expectRestored();
  expect((await daemon.ctr("containers", "ls", "-q")).stdout).toBe("");
}, 120_000);

test("detaching leaves it running, and attaching finds it as it was", async () => {
  await screen.type(`ctr run -t ${image} kept sh`);
  await screen.shows("/ #");
  await screen.settle();
  await screen.type("X=remembered");
  await screen.settle();
  await screen.press("C-p", "C-q");
  await screen.shows(/#\s*host>>/);
  await screen.type("echo detached=$?");
  await screen.shows("detached=0");
  await expectRestored();
  expect((await daemon.ctr("tasks", "ls")).stdout).toContain("RUNNING");
  await screen.type("clear; ctr tasks attach kept");
  await screen.typeUntil("echo still $X", "still remembered");
  await screen.type("exit 9");
  await screen.shows("host>>");
  await screen.type("echo code=$?");
  await screen.shows("code=9");
  await expectRestored();
}, 120_000);

test("an exec has a terminal too, and other detach keys", async () => {
  await daemon.ctr("run", "-d", image, "host", "sleep", "1000");
  await screen.type("ctr tasks exec -t --detach-keys x,y host sh");
  await screen.shows("/ #");
  await screen.settle();
  await screen.typeUntil("stty size", "24 80");
  await screen.settle();
  await screen.press("x", "y");
  await screen.shows(/#\s*host>>/);
  await expectRestored();
}, 120_000);

test("a terminal that nobody sits at can be attached to", async () => {
  expect((await daemon.ctr("run", "-d", "-t", image, "later", "sh")).status).toBe(0);
  await screen.type("ctr tasks attach later");
  await screen.typeUntil("echo $((20 + 3))", "\n23");
  await screen.type("exit");
  await screen.shows("host>>");
}, 120_000);

test("a daemon that vanishes gives the terminal back", async () => {
  await screen.type(`ctr run -t ${image} lost sh`);
  await screen.shows("/ #");
  await daemon.kill();
  await screen.shows(/ctr: .*unavailable\s+host>>/);
  await screen.type("echo code=$?");
  await screen.shows("code=1");
  await expectRestored();
  await daemon.start();
}, 120_000);

test("a command that cannot start gives the terminal back", async () => {
  await screen.type(`ctr run --rm -t ${image} bad nosuchcommand`);
  await screen.shows("in $PATH");
  await screen.shows(/host>>\s*$/);
  await expectRestored();
}, 120_000);

test("a terminal that goes away ends the container", async () => {
  await screen.type(`ctr run --rm -t ${image} hung sh`);
  await screen.shows("/ #");
  await screen[Symbol.asyncDispose]();
  await eventually("it to go", async () => (await daemon.ctr("containers", "ls", "-q")).stdout === "");
}, 120_000);
