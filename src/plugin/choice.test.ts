// Which of several providers a need means.
import { expect, test } from "bun:test";
import { messageOf } from "../errors/index.ts";
import { silent } from "../log/index.ts";
import { type BootOptions, boot, type Kernel } from "./boot.ts";
import { key, type Plugin, plugin, slot } from "./index.ts";
import type { Tables } from "./plan.ts";

interface Store {
  readonly name: string;
}
const Store = slot<Store>("io.test.store.v1");
const Service = slot<unknown>("io.test.service.v1");

const store = (id: string): Plugin => plugin(Store, id, { start: () => ({ name: id }) });

const one = plugin(Service, "one", { needs: { store: Store }, start: ({ store }) => store.name });
const optional = plugin(Service, "optional", {
  needs: { store: Store.optional },
  start: ({ store }) => store?.name ?? "none",
});
const chosen = plugin(Service, "chosen", {
  needs: { store: Store.chosen("store") },
  config: { store: key.string("disk", "which store") },
  start: ({ store }) => store.name,
});
const ordered = plugin(Service, "ordered", {
  needs: { stores: Store.ordered("default") },
  config: { default: key.strings(["disk"], "which stores") },
  start: ({ stores }) => [...stores].map(([id, { name }]) => `${id}=${name}`).join(" "),
});
const all = plugin(Service, "all", {
  needs: { stores: Store.all },
  start: ({ stores }) => [...stores.keys()].join(" "),
});

/** What became of the services: what they were given, or why they failed. */
async function outcomes(options: Partial<BootOptions>): Promise<Record<string, unknown>> {
  const given = { plugins: [], root: "/root", state: "/state", log: silent, startTimeout: 1000, ...options };
  const kernel: Kernel = await boot(given);
  const services = kernel.plugins().filter(({ type }) => type === "io.test.service.v1");
  return Object.fromEntries(
    services.map(({ type, id, error }) => [id, kernel.instance(type, id) ?? messageOf(error)]),
  );
}

const says = (name: string, setting: string, value: unknown): Tables =>
  new Map([[`io.test.service.v1.${name}`, new Map([[setting, { value, file: "/etc/x.toml" }]])]]);

const users = [{ plugin: store("cloud"), file: "/p/cloud.ts" }];

test("a user's provider changes nothing for those who need one, until the configuration names it", async () => {
  const plugins = [store("disk"), one, optional, chosen, ordered, all];
  expect(await outcomes({ plugins, userPlugins: users })).toEqual({
    one: "disk",
    optional: "disk",
    chosen: "disk",
    ordered: "disk=disk",
    all: "disk cloud",
  });
});

test("the configuration chooses one by its id, and several in its order", async () => {
  const choice = await outcomes({
    plugins: [store("disk"), chosen],
    userPlugins: users,
    tables: says("chosen", "store", "cloud"),
  });
  expect(choice).toEqual({ chosen: "cloud" });
  const order = await outcomes({
    plugins: [store("disk"), ordered],
    userPlugins: users,
    tables: says("ordered", "default", ["cloud", "disk"]),
  });
  expect(order).toEqual({ ordered: "cloud=cloud disk=disk" });
});

test("without the built-in provider the user's is the one that is needed", async () => {
  const plugins = [store("disk"), one, optional];
  const disabled = ["io.test.store.v1.disk"];
  expect(await outcomes({ plugins, userPlugins: users, disabled })).toEqual({
    one: "cloud",
    optional: "cloud",
  });
});

test("a choice that is not there fails the plugin that made it, and names both", async () => {
  const plugins = [store("disk"), chosen, ordered];
  expect(await outcomes({ plugins, tables: says("chosen", "store", "tape") })).toEqual({
    chosen: "needs io.test.store.v1.tape, which no plugin provides: not found",
    ordered: "disk=disk",
  });
  expect(await outcomes({ plugins, tables: says("ordered", "default", ["disk", "tape"]) })).toEqual({
    chosen: "disk",
    ordered: "needs io.test.store.v1.tape, which no plugin provides: not found",
  });
});

test("a choice that failed is the reason why its plugin failed", async () => {
  const broken = plugin(Store, "disk", {
    start: (): Store => {
      throw new Error("no disk");
    },
  });
  expect(await outcomes({ plugins: [broken, chosen, ordered] })).toEqual({
    chosen: "needs io.test.store.v1.disk: no disk",
    ordered: "needs io.test.store.v1.disk: no disk",
  });
});

test("only what is chosen can close a circle", async () => {
  const needsService = plugin(Store, "circular", {
    needs: { service: Service.named("chosen") },
    start: () => ({ name: "circular" }),
  });
  const userPlugins = [{ plugin: needsService, file: "/p/circular.ts" }];
  expect(await outcomes({ plugins: [store("disk"), chosen], userPlugins })).toEqual({ chosen: "disk" });
  const circular = outcomes({
    plugins: [store("disk"), chosen],
    userPlugins,
    tables: says("chosen", "store", "circular"),
  });
  expect(await circular).toEqual({
    chosen:
      "needs io.test.store.v1.circular: plugins need each other: io.test.service.v1.chosen needs io.test.store.v1.circular needs io.test.service.v1.chosen: invalid argument",
  });
});

test("a need that goes by a setting which the plugin does not declare is a mistake in the plugin", async () => {
  const lost = plugin(Service, "lost", { needs: { store: Store.chosen("nowhere") }, start: () => ({}) });
  await expect(outcomes({ plugins: [store("disk"), lost] })).rejects.toThrow(
    "needs the io.test.store.v1 that the setting nowhere names, which is not declared as a string",
  );
});
