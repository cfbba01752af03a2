import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "smol-toml";
import { kindOf, messageOf } from "../../errors/index.ts";
import { key, plugin, slot } from "../../plugin/index.ts";
import { loadConfig } from "./config.ts";
import { migrate } from "./migrate.ts";
import { printConfig, printRaw } from "./print.ts";

const directory = mkdtempSync(join(tmpdir(), "tsrt-config-"));
afterAll(() => rmSync(directory, { recursive: true }));

let files = 0;
function write(text: string, name = `${files++}.toml`): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

const load = (text: string) => loadConfig({ config: write(text) });

function refusal(text: string): string {
  const file = write(text);
  try {
    loadConfig({ config: file });
  } catch (error) {
    expect(kindOf(error)).toBe("invalid argument");
    return messageOf(error).replace(file, "FILE");
  }
  throw new Error("was accepted");
}

test("an empty file gives the defaults", () => {
  const config = load("");
  expect(config.top).toMatchObject({ root: "/var/lib/tsrt", state: "/run/tsrt", disabled_plugins: [] });
  expect(config.grpc).toMatchObject({ address: "/run/tsrt/tsrt.sock", max_recv_message_size: 16 << 20 });
  expect(config.ttrpc.address).toBe("/run/tsrt/tsrt.sock.ttrpc");
  expect(config.log).toEqual({ level: "info", format: "text" });
  expect(config.warnings).toEqual([]);
});

test("reads what dockerd writes for its own containerd", () => {
  const config = load(`
version = 2
root = "/var/lib/docker/containerd/daemon"
state = "/var/run/docker/containerd/daemon"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
oom_score = 0
imports = []

[grpc]
  address = "/var/run/docker/containerd/containerd.sock"
  uid = 0
  gid = 0
  max_recv_message_size = 16777216
  max_send_message_size = 16777216

[debug]
  address = ""
  uid = 0
  gid = 0
  level = "info"

[metrics]
  address = ""
  grpc_histogram = false
`);
  expect(config.grpc.address).toBe("/var/run/docker/containerd/containerd.sock");
  expect(config.ttrpc.address).toBe("/var/run/docker/containerd/containerd.sock.ttrpc");
  expect(config.top.disabled_plugins).toEqual(["io.containerd.grpc.v1.cri"]);
  expect(config.warnings).toEqual([]);
});

test("the servers' tables of versions 2 and 3 become those of version 4", () => {
  const old = { grpc: { address: "/a.sock", uid: 5, tcp_address: "127.0.0.1:1", tcp_tls_common_name: "n" } };
  expect(migrate({ version: 3, ...old, debug: { address: "/d", level: "warn" } }, "f")).toEqual({
    version: 4,
    debug: { level: "warn" },
    plugins: {
      "io.containerd.server.v1.grpc": { address: "/a.sock", uid: 5 },
      "io.containerd.server.v1.grpc-tcp": { address: "127.0.0.1:1", tls_common_name: "n" },
      "io.containerd.server.v1.ttrpc": { address: "/a.sock.ttrpc", uid: 5 },
      "io.containerd.server.v1.debug": { address: "/d" },
    },
  });
  const newer = { "io.containerd.server.v1.grpc": { address: "/new.sock" } };
  expect(migrate({ version: 2, ...old, plugins: newer }, "f").plugins).toMatchObject(newer);
  expect(migrate({ version: 4, plugins: newer }, "f")).toEqual({ version: 4, plugins: newer });
});

test("flags beat files", () => {
  const config = write(
    'version = 3\nroot = "/r"\n[grpc]\naddress = "/a"\n[ttrpc]\naddress = "/t"\n[debug]\nlevel = "warn"',
  );
  const flags = { config, root: "/x", state: "/y", address: "/z.sock", logLevel: "debug", logFormat: "json" };
  const loaded = loadConfig(flags);
  expect(loaded.top).toMatchObject({ root: "/x", state: "/y" });
  expect([loaded.grpc.address, loaded.ttrpc.address]).toEqual(["/z.sock", "/z.sock.ttrpc"]);
  expect(loaded.log).toEqual({ level: "debug", format: "json" });
  expect(loadConfig({ config }).ttrpc.address).toBe("/t");
  expect(() => loadConfig({ config, logLevel: "loud" })).toThrow(
    'command line: debug.level: must be one of "", "trace"',
  );
});

test("imports are merged over the file that names them, lists add up, a circle ends", () => {
  mkdirSync(join(directory, "conf.d"));
  write(
    'version = 2\ndisabled_plugins = ["a.b"]\n[plugins."x.y"]\nsize = 2\n[plugins."x.y".deep]\na = 1',
    "conf.d/1.toml",
  );
  write(
    'imports = ["../main.toml"]\n[plugins."x.y"]\nsize = 3\n[plugins."x.y".deep]\nb = 2',
    "conf.d/2.toml",
  );
  const main = write(
    'imports = ["conf.d/*.toml", "none/*.toml"]\ndisabled_plugins = ["c.d"]\n[plugins."x.y"]\nsize = 1\nname = "n"',
    "main.toml",
  );
  const config = loadConfig({ config: main });
  expect(config.top.disabled_plugins).toEqual(["c.d", "a.b"]);
  const table = config.plugins.get("x.y");
  expect(table?.get("size")).toEqual({ value: 3, file: join(directory, "conf.d/2.toml") });
  expect(table?.get("name")?.file).toBe(main);
  expect(table?.get("deep")?.value).toEqual({ a: 1, b: 2 });
});

test("an unknown key is warned of by name", () => {
  const { warnings } = load(
    'colour = 1\n[debug]\nvolume = 3\n[grpc]\nport = 1\n[proxy_plugins.zfs]\ntype = "snapshot"',
  );
  expect(warnings.map(({ message, fields }) => `${message}: ${fields.key}`).sort()).toEqual([
    "configuration is not supported yet: proxy_plugins",
    "unknown key in configuration: colour",
    "unknown key in configuration: debug.volume",
    'unknown key in configuration: plugins."io.containerd.server.v1.grpc".port',
  ]);
});

const refused: readonly (readonly [string, string])[] = [
  ["root = 1", "FILE: root: must be a string, not 1: invalid argument"],
  ["a = \n", "FILE: line 1, column 5: invalid value: invalid argument"],
  ["version = 5", "FILE: version: expected config version equal to or less than 4, got 5: invalid argument"],
  ['version = "2"', 'FILE: version: must be 2, 3 or 4, not "2": invalid argument'],
  [
    "[plugins.cri]\na = 1",
    "FILE: version: 1 is not supported, name plugins in full (cri) and use version 2: invalid argument",
  ],
  ["plugins = 1", "FILE: plugins: must be a table: invalid argument"],
  ["grpc = []", "FILE: grpc: must be a table: invalid argument"],
  ["version = 4\ndebug = 1", "FILE: debug: must be a table: invalid argument"],
  ["imports = [1]", "FILE: imports: must be a list of strings: invalid argument"],
  ['imports = ["/nonexistent.toml"]', "FILE: imports: /nonexistent.toml does not exist: invalid argument"],
  ["oom_score = 2000", "FILE: oom_score: must be at most 1000, not 2000: invalid argument"],
  [
    '[timeouts]\n"x" = "soon"',
    'FILE: timeouts."x": must be a duration such as "1m30s", not "soon": invalid argument',
  ],
  [
    'version = 2\ndisabled_plugins = ["cri"]',
    'FILE: disabled_plugins: "cri" must be a full name such as "io.containerd.snapshotter.v1.native": invalid argument',
  ],
];

for (const [text, reason] of refused) {
  test(`refuses ${JSON.stringify(text)}`, () => {
    expect(refusal(text)).toBe(reason);
  });
}

test("a file that was asked for must be there", () => {
  expect(() => loadConfig({ config: "/nonexistent.toml" })).toThrow("read configuration /nonexistent.toml");
});

const Thing = slot<unknown>("io.test.thing.v1");
const thing = plugin(Thing, "t", {
  config: {
    size: key.int(4, "how many", { min: 1 }),
    wait: key.duration(1500, "how long"),
    names: key.strings(["a"], "which"),
    hosts: key.table({}, "per host"),
    rules: key.tables([], "in order"),
  },
  start: () => ({}),
});

test("what is printed is read back as the same", () => {
  const text =
    'root = "/r"\n[timeouts]\n"io.x" = "3s"\n[plugins."io.test.thing.v1.t"]\nsize = 7\nhosts = { a = { b = 1 } }\nrules = [{ c = "d" }]';
  const config = load(text);
  const printed = printConfig(config, [thing]);
  const again = loadConfig({ config: write(printed) });
  expect(again.top).toEqual(config.top);
  expect(again.grpc).toEqual(config.grpc);
  expect(again.timeouts).toEqual(config.timeouts);
  expect(again.warnings).toEqual([]);
  expect(parse(printed)).toMatchObject({
    version: 4,
    plugins: {
      "io.test.thing.v1.t": {
        size: 7,
        wait: "1.5s",
        names: ["a"],
        hosts: { a: { b: 1 } },
        rules: [{ c: "d" }],
      },
    },
  });
  expect(printed).toContain("# how many (at least 1)\nsize = 7\n");
  expect(printConfig(again, [thing])).toBe(printed);
});

test("a migrated file says what the old one said", () => {
  const raw = migrate({ version: 2, grpc: { address: "/a" }, root: "/r" }, "f");
  const config = load(printRaw(raw));
  expect([config.top.root, config.grpc.address, config.ttrpc.address]).toEqual(["/r", "/a", "/a.ttrpc"]);
});
