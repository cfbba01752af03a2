import { expect, test } from "bun:test";
import { createLog, silent } from "../log/index.ts";
import { type BootOptions, boot } from "./boot.ts";
import { key, type Plugin, PluginList, plugin, slot } from "./index.ts";

interface Store {
  readonly name: string;
}
const Store = slot<Store>("io.test.store.v1");
const Service = slot<unknown>("io.test.service.v1");

function start(plugins: readonly Plugin[], more: Partial<BootOptions> = {}) {
  return boot({ plugins, root: "/root", state: "/state", log: silent, startTimeout: 1000, ...more });
}

const disk = plugin(Store, "disk", { start: () => ({ name: "disk" }) });

test("a circle among built-ins throws and prints the way", async () => {
  const A = slot<unknown>("io.test.a.v1");
  const B = slot<unknown>("io.test.b.v1");
  const a = plugin(A, "x", { needs: { b: B.optional }, start: () => ({}) });
  const b = plugin(B, "y", { needs: { a: A.all }, start: () => ({}) });
  await expect(start([a, b])).rejects.toThrow(
    "plugins need each other: io.test.a.v1.x needs io.test.b.v1.y needs io.test.a.v1.x",
  );
});

test("two built-ins of one name throw", async () => {
  await expect(start([disk, plugin(Store, "disk", { start: () => ({ name: "other" }) })])).rejects.toThrow(
    "two plugins are called io.test.store.v1.disk",
  );
});

test("a user's plugin that closes a circle, or takes a name, is disabled and says why", async () => {
  const service = plugin(Service, "user", { needs: { stores: Store.all }, start: () => ({}) });
  const circular = plugin(Store, "circular", {
    needs: { s: Service.all },
    start: () => ({ name: "circular" }),
  });
  const taken = plugin(Store, "disk", { start: () => ({ name: "impostor" }) });
  const kernel = await start([disk, service], {
    userPlugins: [
      { plugin: circular, file: "/p/circular.ts" },
      { plugin: taken, file: "/p/taken.ts" },
    ],
  });
  expect(kernel.all(Service).size).toBe(1);
  expect(kernel.instance("io.test.store.v1", "disk")).toEqual({ name: "disk" });
  const failed = kernel.plugins().filter(({ state }) => state === "error");
  expect(failed.map(({ file }) => file)).toEqual(["/p/taken.ts", "/p/circular.ts"]);
});

test("gives settings, directories of its own and the list of plugins", async () => {
  const seen: Record<string, unknown> = {};
  const lines: string[] = [];
  const service = plugin(Service, "user", {
    needs: { list: PluginList },
    config: { size: key.int(4, "how many"), wait: key.duration(1000, "how long") },
    start: ({ list, config, root, state, advertise }) => {
      Object.assign(seen, { config, root, state, known: list.plugins().length });
      advertise({ capabilities: ["a"] });
      advertise({ exports: { root } });
      return {};
    },
  });
  const kernel = await start([service], {
    log: createLog({ level: "info", format: "text", sink: (line) => lines.push(line) }),
    tables: new Map([
      [
        "io.test.service.v1.user",
        new Map<string, { value: unknown; file: string }>([
          ["size", { value: 8, file: "/etc/x.toml" }],
          ["colour", { value: 1, file: "/etc/x.toml" }],
        ]),
      ],
    ]),
  });
  expect(seen).toEqual({
    config: { size: 8, wait: 1000 },
    root: "/root/io.test.service.v1.user",
    state: "/state/io.test.service.v1.user",
    known: 1,
  });
  expect(kernel.plugins()[1]?.advertised).toEqual({
    capabilities: ["a"],
    exports: { root: "/root/io.test.service.v1.user" },
  });
  expect(lines.join("\n")).toContain("colour");
});

test("a bad value stops the boot before anything started, a user's plugin's only that plugin", async () => {
  let started = 0;
  const counted = plugin(Store, "counted", {
    start: () => {
      started++;
      return { name: "counted" };
    },
  });
  const picky = plugin(Service, "picky", { config: { size: key.int(4, "", { max: 9 }) }, start: () => ({}) });
  const tables = new Map([
    ["io.test.service.v1.picky", new Map([["size", { value: 10, file: "/etc/x.toml" }]])],
  ]);
  await expect(start([counted, picky], { tables })).rejects.toThrow(
    '/etc/x.toml: plugins."io.test.service.v1.picky".size: must be at most 9, not 10',
  );
  expect(started).toBe(0);
  const kernel = await start([counted], { tables, userPlugins: [{ plugin: picky, file: "/p/picky.ts" }] });
  expect(kernel.plugins().map(({ id, state }) => `${id} ${state}`)).toEqual([
    "picky error",
    "plugins ok",
    "counted ok",
  ]);
});
