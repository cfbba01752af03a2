import { afterAll, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadNetwork, parseNetwork } from "./config.ts";
import { addNetwork, deleteNetwork } from "./network.ts";
import { addressesOf, failureOf } from "./result.ts";

const directory = mkdtempSync(join(tmpdir(), "cni-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test("the first file by name is the network; one plugin's configuration is a list of one", async () => {
  writeFileSync(join(directory, "20-b.conf"), '{"name":"b","type":"bridge","cniVersion":"0.3.1"}');
  writeFileSync(
    join(directory, "10-a.conflist"),
    '{"name":"a","plugins":[{"type":"bridge"},{"type":"portmap"}]}',
  );
  writeFileSync(join(directory, "00-notes.txt"), "not a network");
  const network = await loadNetwork(directory);
  expect(network.name).toBe("a");
  expect(network.plugins.map(({ type }) => type)).toEqual(["bridge", "portmap"]);
  expect(parseNetwork(readFileSync(join(directory, "20-b.conf"), "utf8"), "b.conf").plugins).toHaveLength(1);
});

test("no network, and broken ones, are said by their path", async () => {
  await expect(loadNetwork(join(directory, "none"))).rejects.toThrow("no network config found in");
  const bad = [
    "[]",
    "{",
    '{"plugins":[{"type":"x"}]}',
    '{"name":"x","plugins":[]}',
    '{"name":"x","type":"../evil"}',
  ];
  for (const text of bad) {
    expect(() => parseNetwork(text, "bad.conf"), text).toThrow("bad.conf");
  }
});

test("addresses of results old and new", () => {
  expect(addressesOf({ ips: [{ address: "10.0.0.2/24" }, { address: "fd00::2/64" }] })).toEqual([
    "10.0.0.2",
    "fd00::2",
  ]);
  expect(addressesOf({ ip4: { ip: "10.0.0.3/16" } })).toEqual(["10.0.0.3"]);
  expect(addressesOf({})).toEqual([]);
});

test("a plugin's error is its message, else what it printed", () => {
  expect(failureOf('{"code":7,"msg":"no free address","details":"range is full"}', "")).toBe(
    "no free address; range is full",
  );
  expect(failureOf("", "segmentation fault\n")).toBe("segmentation fault");
  expect(failureOf("", "")).toBe("failed without a message");
});

/** A plugin that writes down how it was called and adds an address of its own to what came before. */
function writeRecorder(name: string): void {
  const file = join(directory, name);
  writeFileSync(
    file,
    `#!/bin/sh
input=$(cat)
echo "$CNI_COMMAND ${name} $CNI_CONTAINERID $CNI_IFNAME $CNI_NETNS $input" >> ${directory}/calls
[ "$CNI_COMMAND" = ADD ] && echo '{"cniVersion":"0.4.0","ips":[{"address":"10.9.0.1/24"}],"by":"${name}"}'
exit 0
`,
  );
  chmodSync(file, 0o755);
}

test("plugins are added in order with the result before, and deleted in reverse with the last one", async () => {
  writeRecorder("first");
  writeRecorder("second");
  const network = {
    name: "n",
    cniVersion: "0.4.0",
    plugins: [{ type: "first", mtu: 1 }, { type: "second" }],
  };
  const attachment = { containerId: "ns-c", netns: "/run/netns/x", interface: "eth0" };
  const path = ["/nowhere", directory];
  const result = await addNetwork(network, attachment, path);
  expect(result.by).toBe("second");
  await deleteNetwork(network, attachment, path, result);
  const calls = readFileSync(join(directory, "calls"), "utf8").trim().split("\n");
  expect(calls.map((call) => call.split(" ").slice(0, 5).join(" "))).toEqual([
    "ADD first ns-c eth0 /run/netns/x",
    "ADD second ns-c eth0 /run/netns/x",
    "DEL second ns-c eth0 /run/netns/x",
    "DEL first ns-c eth0 /run/netns/x",
  ]);
  const inputs = calls.map((call) => JSON.parse(call.slice(call.indexOf("{"))) as Record<string, unknown>);
  expect(inputs[0]).toEqual({ type: "first", mtu: 1, name: "n", cniVersion: "0.4.0" });
  expect(inputs[1]?.prevResult).toMatchObject({ by: "first" });
  expect(inputs[3]?.prevResult).toMatchObject({ by: "second" });
});

test("a plugin that is missing or fails is named", async () => {
  writeFileSync(join(directory, "broken"), '#!/bin/sh\necho \'{"code":1,"msg":"out of luck"}\'; exit 1\n');
  chmodSync(join(directory, "broken"), 0o755);
  const attachment = { containerId: "c", netns: "", interface: "eth0" };
  const add = (type: string) =>
    addNetwork({ name: "n", cniVersion: "1.0.0", plugins: [{ type }] }, attachment, [directory]);
  await expect(add("missing")).rejects.toThrow('CNI plugin "missing" in');
  await expect(add("broken")).rejects.toThrow("CNI plugin broken ADD: out of luck");
});
