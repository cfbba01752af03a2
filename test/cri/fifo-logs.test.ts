// Containers whose shim does not write logs: another's shim, or one of an earlier release. The daemon reads their FIFOs.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { decode, encode } from "@msgpack/msgpack";
import { isObject } from "../../src/core/json.ts";
import { eventually } from "../harness/command.ts";
import { CriNode } from "../harness/cri-node.ts";
import { preferredReference } from "../harness/reference.ts";
import { SpdyClient } from "../harness/spdy-client.ts";

setDefaultTimeout(60_000);

let node: CriNode;
beforeAll(async () => {
  const { shim } = preferredReference();
  node = await CriNode.start({
    config: `[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.go]
runtime_type = "io.containerd.runc.v2"
runtime_path = "${shim}"`,
  });
});
afterAll(() => node[Symbol.asyncDispose]());

const counting =
  "i=0; until [ -e /tmp/stop ]; do i=$((i+1)); echo line $i; echo bad $i >&2; sleep 0.01; done; exit 5";

/** Whether the daemon reads the container's output. */
const hasFifo = (id: string): boolean =>
  existsSync(node.daemon.directory.join("state/io.containerd.cri.v1.runtime/containers", id, "stdout"));

/** Rotates the log, restarts the daemon, attaches, and has the container end: its log has every line. */
async function expectWholeLog(pod: string, podName: string): Promise<void> {
  const id = await node.create(pod, podName, "c", counting);
  await (await node.runtime()).startContainer({ containerId: id });
  expect(hasFifo(id)).toBe(true);
  const log = join(node.logDirectory(podName), "c.log");
  await eventually("it to print", () => node.log(podName).length > 10);
  renameSync(log, `${log}.1`);
  await (await node.runtime()).reopenContainerLog({ containerId: id });
  await eventually("it to print again", () => node.log(podName).length > 10);
  await node.stop();
  await node.daemon.start();
  const runtime = await node.runtime();
  const { url } = await runtime.attach({
    containerId: id,
    stdin: false,
    stdout: true,
    stderr: false,
    tty: false,
  });
  using client = await SpdyClient.connect(url, "v4.channel.k8s.io");
  await client.open({ streamtype: "error" });
  const stdout = await client.open({ streamtype: "stdout" });
  await runtime.execSync({ containerId: id, cmd: ["touch", "/tmp/stop"], timeout: 10n });
  expect(await node.exited(id)).toEqual({ exitCode: 5, reason: "Error" });
  const text = `${readFileSync(`${log}.1`, "utf8")}${readFileSync(log, "utf8")}`;
  const entries = text
    .trimEnd()
    .split("\n")
    .map((line) => line.slice(line.indexOf(" ") + 1));
  const printed = entries.filter((entry) => entry.startsWith("stdout"));
  expect(printed).toEqual(printed.map((_, index) => `stdout F line ${index + 1}`));
  expect(entries.length).toBe(printed.length * 2);
  expect(await stdout.received).toEndWith(`line ${printed.length}\n`);
}

test("under containerd's shim", async () => {
  const pod = await node.runPod("foreign", 0, { handler: "go" });
  await expectWholeLog(pod, "foreign");
  await node.removeAll();
});

test("under a shim of an earlier release, whose record does not say that it writes logs", async () => {
  const pod = await node.runPod("earlier");
  await node.stop();
  const shims = node.daemon.directory.join("state/s");
  const records = readdirSync(shims).filter((name) => name.endsWith(".d"));
  for (const record of records.map((name) => join(shims, name, "record"))) {
    const fields = decode(readFileSync(record));
    if (isObject(fields) && fields.group === pod) {
      const { writesLogs, ...earlier } = fields;
      expect(writesLogs).toBe(true);
      writeFileSync(record, encode(earlier));
    }
  }
  await node.daemon.start();
  await expectWholeLog(pod, "earlier");
  await node.removeAll();
  await eventually("nothing to be left", async () => (await node.leftovers()).length === 0);
});
