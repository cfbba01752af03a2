import { afterAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { pluginCalls, writeGoodPlugin, writePlugin } from "../../test/harness/cni-plugin.ts";
import { eventually } from "../../test/harness/command.ts";
import { scratch } from "../../test/harness/scratch.ts";
import { kindOf, messageOf } from "../errors/index.ts";
import { formatArgs, type PluginLimits, runPlugin } from "./plugin.ts";

const directory = scratch();
afterAll(() => directory[Symbol.dispose]());

const limits: PluginLimits = { pluginDirectories: ["/nowhere", directory.path], timeout: 30_000 };
const endpoint = { containerId: "c", netns: "/run/netns/x", interface: "eth0", args: { A: "1", B: "x=y" } };
const add = (type: string, change: Partial<PluginLimits> = {}): Promise<string> =>
  runPlugin({ operation: "ADD", type, config: { type }, endpoint }, { ...limits, ...change });

async function failure(work: Promise<unknown>): Promise<[kind: string, message: string]> {
  const error = await work.then(
    () => new Error("it succeeded"),
    (reason: unknown) => reason,
  );
  return [kindOf(error), messageOf(error)];
}

test("a plugin gets its call in the environment and its configuration on standard input", async () => {
  writeGoodPlugin(directory.path, "good");
  expect(JSON.parse(await add("good"))).toMatchObject({ by: "good" });
  await runPlugin({ operation: "STATUS", type: "good", config: {} }, limits);
  const [first, second] = pluginCalls(directory.path);
  expect(first).toEqual({
    plugin: "good",
    operation: "ADD",
    container: "c",
    netns: "/run/netns/x",
    interface: "eth0",
    args: "A=1;B=x=y",
    config: { type: "good" },
  });
  expect(second).toMatchObject({ operation: "STATUS", container: "", netns: "", interface: "", args: "" });
});

const failures: [body: string, kind: string, message: string][] = [
  [
    `echo '{"code":7,"msg":"bad config","details":"no subnet"}'; exit 1`,
    "invalid argument",
    "bad config; no subnet",
  ],
  [`echo '{"code":11,"msg":"busy"}'; exit 1`, "unavailable", "busy: unavailable"],
  [`echo '{"code":3,"msg":"who?"}'; exit 1`, "not found", "who?: not found"],
  [`echo '{"code":100,"msg":"out of luck"}'; exit 1`, "internal", "out of luck: internal"],
  ["echo segmentation fault >&2; exit 139", "internal", "segmentation fault: internal"],
  ["echo unexpected; exit 1", "internal", "unexpected: internal"],
  ["exit 4", "internal", "ended with 4 and without a message"],
];

test("a failure is what the plugin says, and its code tells the kind", async () => {
  for (const [body, kind, message] of failures) {
    writePlugin(directory.path, "broken", body);
    const [gotKind, text] = await failure(add("broken"));
    expect([body, gotKind]).toEqual([body, kind]);
    expect(text).toStartWith("CNI plugin broken ADD: ");
    expect(text).toContain(message);
  }
  expect(await failure(add("missing"))).toEqual([
    "not found",
    `CNI plugin "missing" in /nowhere, ${directory.path}: not found`,
  ]);
});

/** A plugin that waits for ever in a child of its own, whose pid it writes down. */
function writeHanging(name: string): () => Promise<number> {
  const file = directory.join(`${name}.pid`);
  writePlugin(directory.path, name, `sleep 1000 &\necho $! > ${file}.tmp\nmv ${file}.tmp ${file}\nwait`);
  return () =>
    eventually("the plugin's child", () => {
      try {
        return Number(readFileSync(file, "utf8"));
      } catch {
        return undefined;
      }
    });
}

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

test("a plugin that takes too long is killed, and what it runs with it", async () => {
  const childOf = writeHanging("slow");
  const outcome = failure(add("slow", { timeout: 3000 }));
  const child = await childOf();
  expect(await outcome).toEqual([
    "deadline exceeded",
    "CNI plugin slow ADD: no answer within 3000 ms: context deadline exceeded",
  ]);
  await eventually("the end of the child", () => !isAlive(child));
});

test("a plugin whose caller gives up is killed", async () => {
  const childOf = writeHanging("abandoned");
  const stop = new AbortController();
  const outcome = failure(add("abandoned", { signal: stop.signal }));
  const child = await childOf();
  stop.abort();
  const [kind, message] = await outcome;
  expect(kind).toBe("canceled");
  expect(message).toStartWith("CNI plugin abandoned ADD: ");
  await eventually("the end of the child", () => !isAlive(child));
  expect((await failure(add("abandoned", { signal: stop.signal })))[0]).toBe("canceled");
});

test("a process that a plugin leaves behind does not hold its caller", async () => {
  const file = directory.join("left");
  writePlugin(directory.path, "leaves", `setsid sleep 1000 &\necho $! > ${file}\necho '{}'`);
  expect(await add("leaves")).toBe("{}\n");
  process.kill(Number(readFileSync(file, "utf8")), "SIGKILL");
});

test("more output than anybody needs is dropped", async () => {
  writePlugin(directory.path, "chatty", "head -c 3000000 /dev/zero | tr '\\0' x");
  expect(await add("chatty")).toHaveLength(1 << 20);
});

test("arguments with a separator inside are refused", () => {
  expect(formatArgs({ IgnoreUnknown: "1" })).toBe("IgnoreUnknown=1");
  for (const bad of [{ a: "1;b=2" }, { "a=b": "" }, { "": "x" }] as Record<string, string>[]) {
    expect(() => formatArgs(bad), JSON.stringify(bad)).toThrow("has a separator in it");
  }
});
