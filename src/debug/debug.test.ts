// The tool as a process, against a server here.
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { notFound } from "../errors/index.ts";
import { TaskExit } from "../rpc/gen/event.ts";
import { JournalService } from "../rpc/gen/journal.ts";
import { TaskService } from "../rpc/gen/task3.ts";
import { Router, serve } from "../rpc/handler.ts";
import { namespaceHeader, namespaceInterceptor } from "../rpc/interceptors/namespace.ts";
import { bunTransport } from "../rpc/transport/bun.ts";
import { TtrpcServer } from "../rpc/ttrpc/server.ts";

const directory = mkdtempSync(join(tmpdir(), "td-"));
const address = join(directory, "s");
const router = new Router();
router.add(
  serve(TaskService, {
    state: async (ctx, { id }) => {
      if (id === "") {
        throw notFound("no such task");
      }
      return { id: `${ctx.namespace}/${id}`, pid: 42, exitedAt: { seconds: 5, nanos: 0 } };
    },
    update: async (_ctx, { resources }) => {
      expect(Buffer.from(resources?.value ?? []).toString()).toBe('{"cpu":{"shares":5}}');
      return {};
    },
  }),
);
router.add(
  serve(JournalService, {
    follow: async function* (_ctx, { after }) {
      const value = TaskExit.encode({ containerId: "c", exitStatus: 7 });
      yield { number: after + 1, topic: "/tasks/exit", event: { typeUrl: TaskExit.typeName, value } };
      yield { number: after + 2 };
    },
  }),
);
const server = new TtrpcServer({
  router,
  interceptors: [namespaceInterceptor(namespaceHeader.ttrpc, () => {})],
});
const listener = await bunTransport.listen({ path: address }, (duplex) => server.accept(duplex));

/** Ended also when their test failed. */
const started: { kill(): void }[] = [];

afterAll(async () => {
  for (const child of started) {
    child.kill();
  }
  await listener.close();
  await server.close(0);
  rmSync(directory, { recursive: true });
});

const command = [process.execPath, resolve(import.meta.dir, "../main.ts"), "ttrpc"];

async function tool(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { ...process.env, CONTAINERD_NAMESPACE: "" };
  const child = Bun.spawn([...command, ...argv], { stdout: "pipe", stderr: "pipe", env });
  const [out, err, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  return { code, out, err };
}

test("list tells which services answer", async () => {
  const { code, out } = await tool(address, "list");
  expect(code).toBe(0);
  expect(out).toMatch(/containerd\.task\.v3\.Task +yes +Checkpoint,.*State/);
  expect(out).toMatch(/containerd\.task\.v2\.Task +no +-/);
  expect(out).toMatch(/tsrt\.shim\.v1\.Journal +yes +Follow,Acknowledge/);
});

test("call prints the reply as JSON, on behalf of the namespace", async () => {
  const { code, out } = await tool("-n", "moby", `unix://${address}`, "call", "Task/State", '{"id":"x"}');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ id: "moby/x", pid: 42, exitStatus: 0, exitedAt: { seconds: 5 } });
});

test("a stream's replies are lines; an Any is shown by its type", async () => {
  const { code, out } = await tool(address, "call", "tsrt.shim.v1.Journal/Follow", '{"after":3}');
  expect(code).toBe(0);
  const [first, second] = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(first).toMatchObject({
    number: 4,
    topic: "/tasks/exit",
    event: { "@type": "containerd.events.TaskExit", containerId: "c", exitStatus: 7 },
  });
  expect(second.number).toBe(5);
});

test("an Any may be written as JSON", async () => {
  const request =
    '{"id":"x","resources":{"@type":"types.containerd.io/x/LinuxResources","cpu":{"shares":5}}}';
  expect(await tool(address, "call", "Task/Update", request)).toMatchObject({ code: 0, out: "{}\n" });
});

const failures: [string[], number, string][] = [
  [[], 2, ""],
  [[address], 2, "list, call or watch?"],
  [[address, "dance"], 2, 'unknown command "dance"'],
  [[address, "call"], 2, "call needs SERVICE/METHOD"],
  [["--what", address], 2, "Unknown option '--what'"],
  [["-t", "soon", address, "list"], 2, 'timeout "soon" is no number of seconds'],
  [[join(directory, "none"), "list"], 1, "connect "],
  [[address, "call", "Task/Fly"], 1, 'unknown method "Fly" of containerd.task.v3.Task'],
  [[address, "call", "Nope/Fly"], 1, 'unknown service "Nope"'],
  [[address, "call", "Task/State", "{"], 1, "request is no JSON"],
  [[address, "call", "Task/State", '{"idd":"x"}'], 1, 'unknown field "idd"'],
  [[address, "call", "Task/State"], 1, "no such task: not found"],
  [[address, "call", "Task/Kill"], 1, "method Kill: not implemented"],
];

test("what goes wrong is said, and told by the exit code", async () => {
  for (const [argv, code, text] of failures) {
    const result = await tool(...argv);
    expect([argv, result.code]).toEqual([argv, code]);
    expect(result.err).toContain(text);
  }
}, 30_000);

test("watch passes everything on and prints the frames", async () => {
  const tapped = join(directory, "t");
  const watcher = Bun.spawn([...command, address, "watch", tapped], { stdout: "pipe" });
  started.push(watcher);
  const reader = watcher.stdout.getReader();
  await reader.read();
  expect((await tool(tapped, "call", "Task/State", '{"id":"x"}')).code).toBe(0);
  let text = "";
  while (!text.includes("response")) {
    text += Buffer.from((await reader.read()).value ?? []).toString();
  }
  expect(text).toContain('1 -> 1 request containerd.task.v3.Task/State {"id":"x","execId":""}');
  expect(text).toContain('1 <- 1 response {"id":"default/x"');
  watcher.kill("SIGINT");
  expect(await watcher.exited).toBe(0);
}, 20_000);
