import { afterAll, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { scratch } from "../../test/harness/scratch.ts";
import { networkJson, networkOf, parseNetwork } from "./config.ts";
import { loadNetworks } from "./config-directory.ts";

const directory = scratch();
afterAll(() => directory[Symbol.dispose]());

function directoryWith(files: Readonly<Record<string, string>>): string {
  const path = directory.join(crypto.randomUUID());
  for (const [name, text] of Object.entries(files)) {
    const file = join(path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return path;
}

const list = (name: string, ...types: string[]): string =>
  JSON.stringify({ name, cniVersion: "1.0.0", plugins: types.map((type) => ({ type })) });

test("networks are read in the order of their files, as many as are wanted", async () => {
  const path = directoryWith({
    "20-b.conf": '{"name":"b","type":"bridge","cniVersion":"0.3.1"}',
    "10-a.conflist": list("a", "bridge", "portmap"),
    "30-c.json": '{"name":"c","type":"macvlan"}',
    "00-notes.txt": "not a network",
    "99-broken.conf": "{",
  });
  const networks = await loadNetworks(path, 3);
  expect(networks.map(({ name }) => name)).toEqual(["a", "b", "c"]);
  expect(networks.map(({ cniVersion }) => cniVersion)).toEqual(["1.0.0", "0.3.1", "0.1.0"]);
  expect(networks.map(({ plugins }) => plugins.map(({ type }) => type))).toEqual([
    ["bridge", "portmap"],
    ["bridge"],
    ["macvlan"],
  ]);
  expect(await loadNetworks(path, 1)).toHaveLength(1);
  await expect(loadNetworks(path, 0)).rejects.toThrow(`${path}/99-broken.conf: not JSON`);
});

test("a directory without networks, and two networks of one name, are errors", async () => {
  await expect(loadNetworks(directory.join("none"), 1)).rejects.toThrow(
    `no network config found in ${directory.join("none")}`,
  );
  const path = directoryWith({ "1.conflist": list("a", "x"), "2.conflist": list("a", "y") });
  await expect(loadNetworks(path, 0)).rejects.toThrow('network "a" is configured by another file');
});

test("since 1.1 plugins may stand in files of their own", async () => {
  const json = (more: object): string => JSON.stringify({ name: "a", cniVersion: "1.1.0", ...more });
  const plugins = [{ type: "bridge" }];
  const files = { "a/20.conf": '{"type":"second"}', "a/10.conf": '{"type":"first"}' };
  const types = async (more: object): Promise<string[]> => {
    const path = directoryWith({ "1.conflist": json(more), ...files });
    return (await loadNetworks(path, 1)).flatMap((network) => network.plugins.map(({ type }) => type));
  };
  expect(await types({ plugins })).toEqual(["bridge", "first", "second"]);
  expect(await types({})).toEqual(["first", "second"]);
  expect(await types({ plugins, loadOnlyInlinedPlugins: true })).toEqual(["bridge"]);
  expect(await types({ plugins, cniVersion: "1.0.0" })).toEqual(["bridge"]);
});

test("of several versions the newest known one is used", () => {
  const versionOf = (fields: object): string =>
    parseNetwork(JSON.stringify({ name: "n", plugins: [{ type: "x" }], ...fields }), "n.conflist").cniVersion;
  expect(versionOf({})).toBe("0.1.0");
  expect(versionOf({ cniVersion: "0.4.0" })).toBe("0.4.0");
  expect(versionOf({ cniVersion: "0.4.0", cniVersions: ["1.0.0", "1.1.0", "2.0.0"] })).toBe("1.1.0");
  expect(versionOf({ cniVersions: ["0.3.1", "0.10.0"] })).toBe("0.10.0");
});

test("what was read is written and read again", () => {
  const network = parseNetwork(
    '{"name":"n","cniVersion":"1.1.0","disableCheck":"true","disableGC":true,"plugins":[{"type":"x","mtu":9}]}',
    "n.conflist",
  );
  expect(network).toMatchObject({ disableCheck: true, disableGc: true });
  const { hasPluginFiles: _, ...config } = network;
  expect(networkOf(JSON.parse(JSON.stringify(networkJson(config))), "record")).toEqual(config);
});

const broken: [text: string, message: string][] = [
  ["[]", "must be an object, not a list"],
  ["{", "not JSON"],
  ['{"plugins":[{"type":"x"}]}', "network has no name"],
  ['{"name":1,"plugins":[{"type":"x"}]}', "name: must be a string"],
  ['{"name":"../x","plugins":[{"type":"x"}]}', 'network "../x": must begin with a letter or digit'],
  ['{"name":"x","plugins":[]}', 'network "x" has no plugins'],
  ['{"name":"x","plugins":{}}', "plugins: must be a list"],
  ['{"name":"x","plugins":[{}]}', 'plugins[0]: type "" is not the name of a plugin'],
  ['{"name":"x","type":"../evil"}', 'type "../evil" is not the name of a plugin'],
  [
    '{"name":"x","type":"y","capabilities":{"portMappings":1}}',
    "capabilities.portMappings: must be true or false",
  ],
  ['{"name":"x","type":"y","cniVersion":1}', "cniVersion: must be a string"],
  ['{"name":"x","type":"y","cniVersion":"1.0.0","cniVersions":["next"]}', 'CNI version "next"'],
  ['{"name":"x","type":"y","disableCheck":"perhaps"}', "disableCheck: must be true or false"],
];

test("what is wrong with a file is said with its path", () => {
  for (const [text, message] of broken) {
    expect(() => parseNetwork(text, "bad.conf"), text).toThrow(message);
    expect(() => parseNetwork(text, "bad.conf"), text).toThrow(/bad\.conf|CNI version/);
  }
});
