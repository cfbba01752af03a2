import { expect, test } from "bun:test";
import { messageOf } from "../errors/index.ts";
import { createLog, silent } from "../log/index.ts";
import { type BootOptions, boot, Kernel } from "./boot.ts";
import { type Plugin, plugin, SkipPlugin, slot } from "./index.ts";

interface Store {
  readonly name: string;
}
const Store = slot<Store>("io.test.store.v1");
const Service = slot<unknown>("io.test.service.v1");

function start(plugins: readonly Plugin[], more: Partial<BootOptions> = {}) {
  return boot({ plugins, root: "/root", state: "/state", log: silent, startTimeout: 1000, ...more });
}

const disk = plugin(Store, "disk", { start: () => ({ name: "disk" }) });
const broken = plugin(Store, "broken", {
  start: (): Store => {
    throw new Error("no disk");
  },
});

test("starts each plugin after what it needs, one after another", async () => {
  const log: string[] = [];
  const service = plugin(Service, "user", {
    needs: { store: Store },
    start: ({ store }) => {
      log.push(`service over ${store.name}`);
      return {};
    },
  });
  const slow = plugin(Store, "slow", {
    start: async () => {
      log.push("store begins");
      await Bun.sleep(5);
      log.push("store ready");
      return { name: "slow" };
    },
  });
  const kernel = await start([service, slow]);
  expect(log).toEqual(["store begins", "store ready", "service over slow"]);
  expect([...kernel.all(Service).keys()]).toEqual(["user"]);
});

test("gives every kind of need", async () => {
  const seen: Record<string, unknown> = {};
  const memory = plugin(Store, "memory", { start: () => ({ name: "memory" }) });
  const service = plugin(Service, "user", {
    needs: { all: Store.all, named: Store.named("memory"), none: slot<number>("io.test.none.v1").optional },
    start: ({ all, named, none }) => {
      Object.assign(seen, { all: [...all.keys()], named: named.name, none });
      return {};
    },
  });
  await start([service, disk, memory, broken]);
  expect(seen).toEqual({ all: ["disk", "memory"], named: "memory", none: undefined });
});

test("a plugin that is one of a slot sees the others in it, not itself", async () => {
  let others: string[] = [];
  const union = plugin(Store, "union", {
    needs: { stores: Store.all },
    start: ({ stores }) => {
      others = [...stores.keys()];
      return { name: "union" };
    },
  });
  await start([union, disk]);
  expect(others).toEqual(["disk"]);
});

test("a failed plugin fails only those that needed it", async () => {
  const strict = plugin(Service, "strict", { needs: { store: Store }, start: () => ({}) });
  const lenient = plugin(Service, "lenient", { needs: { store: Store.optional }, start: () => ({}) });
  const many = plugin(Service, "many", { needs: { stores: Store.all }, start: () => ({}) });
  const kernel = await start([strict, lenient, many, broken]);
  const states = kernel.plugins().map(({ id, state, error }) => [id, state, error && messageOf(error)]);
  expect(states).toEqual([
    ["plugins", "ok", undefined],
    ["broken", "error", "no disk"],
    ["strict", "error", "needs io.test.store.v1: no disk"],
    ["lenient", "ok", undefined],
    ["many", "ok", undefined],
  ]);
  expect(kernel.instance("io.test.store.v1", "broken")).toBeUndefined();
});

test("a need that nobody provides, and one that several do", async () => {
  const memory = plugin(Store, "memory", { start: () => ({ name: "memory" }) });
  const ambiguous = plugin(Service, "ambiguous", { needs: { store: Store }, start: () => ({}) });
  const lost = plugin(Service, "lost", { needs: { store: Store.named("tape") }, start: () => ({}) });
  const kernel = await start([disk, memory, ambiguous, lost]);
  const errors = Object.fromEntries(kernel.plugins().map(({ id, error }) => [id, error && messageOf(error)]));
  expect(errors.ambiguous).toBe(
    "needs one io.test.store.v1, but there are 2: disk, memory: failed precondition",
  );
  expect(errors.lost).toBe("needs io.test.store.v1.tape, which no plugin provides: not found");
});

test("a start that goes on is mentioned in the log, with its name and the limit", async () => {
  const gate = Promise.withResolvers<void>();
  const slow = plugin(Store, "slow", {
    start: async () => {
      await gate.promise;
      return { name: "slow" };
    },
  });
  const kernel = await start([slow], {
    slowStart: 1,
    startTimeout: 60_000,
    log: createLog({
      level: "warn",
      format: "text",
      sink: (line) => {
        expect(line).toContain('msg="plugin is still starting" plugin=io.test.store.v1.slow limit=1m0s');
        gate.resolve();
      },
    }),
  });
  expect(kernel.instance("io.test.store.v1", "slow")).toEqual({ name: "slow" });
});

test("SkipPlugin shows as skip, and so do those that needed it", async () => {
  const absent = plugin(Store, "zfs", {
    start: (): Store => {
      throw new SkipPlugin("no zfs here");
    },
  });
  const service = plugin(Service, "user", { needs: { store: Store }, start: () => ({}) });
  const kernel = await start([absent, service]);
  expect(kernel.plugins().map(({ id, state }) => `${id} ${state}`)).toEqual([
    "plugins ok",
    "zfs skip",
    "user skip",
  ]);
});

test("stops in reverse: the value first, then what was deferred, last first; a failure stops nothing", async () => {
  const order: string[] = [];
  const first = plugin(Store, "first", {
    start: ({ defer }) => {
      defer(() => void order.push("first deferred"));
      return { name: "first", [Symbol.asyncDispose]: async () => void order.push("first disposed") };
    },
  });
  const second = plugin(Service, "second", {
    needs: { store: Store },
    start: ({ defer, signal }) => {
      defer(() => void order.push(`second deferred 1, stopping: ${signal.aborted}`));
      defer(() => {
        order.push("second deferred 2");
        throw new Error("stuck");
      });
      return {};
    },
  });
  const kernel = await start([second, first]);
  await kernel.stop();
  await kernel.stop();
  expect(order).toEqual([
    "second deferred 2",
    "second deferred 1, stopping: true",
    "first disposed",
    "first deferred",
  ]);
});

test("what a failing start deferred runs at once", async () => {
  let released = false;
  const leaky = plugin(Store, "leaky", {
    start: ({ defer }): Store => {
      defer(() => {
        released = true;
      });
      throw new Error("half way");
    },
  });
  await start([leaky]);
  expect(released).toBe(true);
});

test("a start that takes too long is named, and what comes late is disposed", async () => {
  const gate = Promise.withResolvers<void>();
  let disposed = false;
  const late = plugin(Store, "late", {
    start: async () => {
      await gate.promise;
      return {
        name: "late",
        [Symbol.asyncDispose]: async () => {
          disposed = true;
        },
      };
    },
  });
  const kernel = await start([late], { startTimeout: 20 });
  expect(messageOf(kernel.plugins()[1]?.error)).toBe(
    "plugin io.test.store.v1.late did not start within 20ms: context deadline exceeded",
  );
  gate.resolve();
  await Bun.sleep(1);
  expect(disposed).toBe(true);
});

test("disabled plugins are absent, also for those that need them", async () => {
  const service = plugin(Service, "user", {
    needs: { store: Store.optional },
    start: ({ store }) => ({ store }),
  });
  const kernel = await start([disk, service], { disabled: ["io.test.store.v1.disk"] });
  expect(kernel.plugins().map(({ id }) => id)).toEqual(["plugins", "user"]);
  expect(kernel.instance("io.test.service.v1", "user")).toEqual({ store: undefined });
});

test("a required plugin that failed or is not there fails the boot, after what started was stopped", async () => {
  let disposed = 0;
  const good = plugin(Service, "good", {
    start: () => ({
      [Symbol.asyncDispose]: async () => {
        disposed++;
      },
    }),
  });
  const failing = start([good, broken], { required: ["io.test.store.v1.broken"] });
  await expect(failing).rejects.toThrow("required plugin io.test.store.v1.broken");
  expect(disposed).toBe(1);
  await expect(start([good], { required: ["io.test.x.v1.y"] })).rejects.toThrow(
    "required plugin io.test.x.v1.y",
  );
});

test("a stop while starting starts nothing more, and stops what was started", async () => {
  const log: string[] = [];
  const gate = Promise.withResolvers<void>();
  const slow = plugin(Store, "slow", {
    start: async ({ defer }) => {
      defer(() => void log.push("slow released"));
      await gate.promise;
      return { name: "slow" };
    },
  });
  const next = plugin(Service, "next", { start: () => void log.push("next started") });
  const kernel = new Kernel({
    plugins: [slow, next],
    root: "/r",
    state: "/s",
    log: silent,
    startTimeout: 1000,
  });
  const starting = kernel.start();
  await Bun.sleep(1);
  await kernel.stop();
  gate.resolve();
  await expect(starting).rejects.toThrow("stopped while starting");
  await kernel.stop();
  expect(log).toEqual(["slow released"]);
});
