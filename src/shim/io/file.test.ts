import { afterEach, beforeEach, expect, test } from "bun:test";
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openFileSinks } from "./file.ts";
import { parseTarget } from "./sink.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "tsrt-file-"));
  mkdirSync(join(directory, "new"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const path = (): string => join(directory, "new/log");
const read = (suffix = ""): string => readFileSync(path() + suffix, "utf8");

function open(query: string) {
  const sinks = openFileSinks(parseTarget(`file://${path()}${query}`));
  return {
    out: (text: string) => expect(sinks.stdout.write(Buffer.from(text))).toBe(Buffer.byteLength(text)),
    err: (text: string) => expect(sinks.stderr.write(Buffer.from(text))).toBe(Buffer.byteLength(text)),
    close: () => {
      void sinks.stdout.close();
      void sinks.stderr.close();
    },
  };
}

function canOpen(): boolean {
  try {
    closeSync(openSync("/dev/null", "r"));
    return true;
  } catch (error) {
    expect(String(error)).toContain("EMFILE");
    return false;
  }
}

function waitUntil(holds: () => boolean): void {
  while (!holds()) {
    Bun.sleepSync(1);
  }
}

/**
 * Runs `work` while this process can open nothing. Its limit is then below all numbers that may become free, whatever other
 * threads close. A shell that was started before gives it back, because this process can start nothing meanwhile.
 */
function withoutFds(work: () => void): void {
  const before = /Max open files +(\d+)/.exec(readFileSync("/proc/self/limits", "utf8"))?.[1] ?? "";
  const limit = (soft: string): string => `prlimit --pid ${process.pid} --nofile=${soft}:`;
  const script = `trap '${limit(before)}; exit' USR1; ${limit("3")}; while :; do sleep 0.02; done`;
  const shell = Bun.spawn(["sh", "-c", script], { stdio: ["ignore", "ignore", "ignore"] });
  waitUntil(() => !canOpen());
  try {
    work();
  } finally {
    shell.kill("SIGUSR1");
    waitUntil(canOpen);
  }
}

test("without a limit bytes go out as they come", () => {
  const log = open("");
  log.out("a");
  log.err("b");
  log.out("c\n");
  expect(read()).toBe("abc\n");
  log.close();
});

test("with a limit the streams do not break each other's lines", () => {
  const log = open("?max-size=100");
  log.out("half ");
  log.err("error\n");
  log.out("line\nrest");
  expect(read()).toBe("error\nhalf line\n");
  log.close();
  expect(read()).toBe("error\nhalf line\nrest");
});

test("rotation keeps lines whole and files few", () => {
  const log = open("?max-size=10&max-files=2");
  log.out("one\ntwo\nthree\nfour\n");
  expect([read(".1"), read()]).toEqual(["three\n", "four\n"]);
  expect(existsSync(`${path()}.2`)).toBe(false);
  log.close();
});

test("one file only: it begins anew", () => {
  const log = open("?max-size=10");
  log.out("12345678\nabc\n");
  expect(read()).toBe("abc\n");
  expect(existsSync(`${path()}.1`)).toBe(false);
  log.close();
});

test("a line longer than the limit has a file of its own", () => {
  const log = open("?max-size=4&max-files=3");
  log.out("a\n0123456789\nb\n");
  expect([read(".2"), read(".1"), read()]).toEqual(["a\n", "0123456789\n", "b\n"]);
  log.close();
});

test("an endless line does not fill the memory", () => {
  const log = open("?max-size=1000000");
  log.out("x".repeat(70_000));
  expect(read().length).toBe(70_000);
  log.close();
});

test("a restarted shim goes on where the file ends", () => {
  open("?max-size=10&max-files=2").close();
  const first = open("?max-size=10&max-files=2");
  first.out("12345678\n");
  first.close();
  const second = open("?max-size=10&max-files=2");
  second.out("next\n");
  expect([read(".1"), read()]).toEqual(["12345678\n", "next\n"]);
  second.close();
});

test("a log that cannot rotate keeps its names and touches nobody's files", () => {
  for (const files of [1, 2]) {
    const log = open(`?max-size=10&max-files=${files}`);
    log.out("12345678\n");
    const [logs, aside] = [join(directory, "new"), join(directory, "aside")];
    renameSync(logs, aside);
    log.out("lost\n");
    const strangers = ["a", "b"].map((name) => openSync(join(directory, name), "a+"));
    log.out("lost\n");
    for (const fd of strangers) {
      expect(fstatSync(fd).size).toBe(0);
      closeSync(fd);
    }
    expect(readdirSync(aside)).toEqual(["log"]);
    renameSync(aside, logs);
    log.out("next\n");
    expect(readdirSync(logs).sort()).toEqual(files === 1 ? ["log"] : ["log", "log.1"]);
    expect(read()).toBe("next\n");
    log.close();
    rmSync(logs, { recursive: true });
    mkdirSync(logs);
  }
});

test("without a free fd a log waits for one, and loses no older file", () => {
  const log = open("?max-size=10&max-files=3");
  log.out("first 89\n");
  log.out("second 9\n");
  withoutFds(() => {
    log.out("lost 678\n");
    log.out("lost 678\n");
  });
  expect([read(".1"), read()]).toEqual(["first 89\n", "second 9\n"]);
  log.out("third 89\n");
  expect([read(".2"), read(".1"), read()]).toEqual(["first 89\n", "second 9\n", "third 89\n"]);
  log.close();
});

test("bad limits are refused", () => {
  for (const query of ["?max-size=x", "?max-size=0", "?max-size=-1", "?max-size=10&max-files=1.5"]) {
    expect(() => open(query)).toThrow("must be a positive number");
  }
});

test("paths and URIs", () => {
  expect(parseTarget("/run/x y")).toMatchObject({ scheme: "fifo", path: "/run/x y" });
  expect(parseTarget("")).toMatchObject({ scheme: "fifo", path: "" });
  expect(parseTarget("file:///a%20b?max-size=1")).toMatchObject({ scheme: "file", path: "/a b" });
  expect(parseTarget("binary-v2:///x?k=v").query.get("k")).toBe("v");
});
