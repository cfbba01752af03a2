import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "../../harness/command.ts";
import { ctx, digestOf, newContainer, newImage, openRig, refusal } from "./rig.ts";

const target = digestOf("target");

test("changes asked for at once are acknowledged and published in the order of asking", async () => {
  await using rig = await openRig();
  const { images } = rig.metadata;
  const names = Array.from({ length: 1000 }, (_, number) => `i${number}`);
  const acknowledged: string[] = [];
  await Promise.all(
    names.map(async (name) => {
      await images.create(ctx, newImage(name, target));
      acknowledged.push(name);
    }),
  );
  expect(acknowledged).toEqual(names);
  expect(rig.published.map(({ body }) => body.fields.name)).toEqual(names);
});

test("a change of a group that is refused leaves nothing, and the others stand", async () => {
  await using rig = await openRig();
  const { images } = rig.metadata;
  const results = await Promise.allSettled([
    images.create(ctx, newImage("a", target)),
    images.create(ctx, newImage("a", target)),
    images.create({ ...ctx, namespace: "refused" }, newImage("", target)),
    images.create(ctx, newImage("b", target)),
    images.delete(ctx, "a"),
    images.create(ctx, newImage("a", target, { second: "1" })),
  ]);
  expect(results.map(({ status }) => status === "fulfilled")).toEqual([true, false, false, true, true, true]);
  expect((await images.list(ctx)).map(({ name, labels }) => [name, labels])).toEqual([
    ["a", { second: "1" }],
    ["b", {}],
  ]);
  expect((await rig.metadata.namespaces.list(ctx)).map(({ name }) => name)).toEqual(["default"]);
  expect(rig.published.length).toBe(4);
});

test("of many creations of one name at once, one succeeds", async () => {
  await using rig = await openRig();
  const attempts = Array.from({ length: 50 }, () => rig.metadata.containers.create(ctx, newContainer("c")));
  const results = await Promise.allSettled(attempts);
  expect(results.filter(({ status }) => status === "fulfilled").length).toBe(1);
});

test("an event is published after its change can be read", async () => {
  const seen: boolean[] = [];
  await using rig = await openRig({
    publish: (_namespace, _topic, body) => {
      const reading = rig.metadata.images.get(ctx, "fields" in body ? String(body.fields.name) : "");
      reading.then(
        () => seen.push(true),
        () => seen.push(false),
      );
    },
  });
  await Promise.all(
    Array.from({ length: 20 }, (_, number) =>
      rig.metadata.images.create(ctx, newImage(`i${number}`, target)),
    ),
  );
  await eventually("every answer", () => seen.length === 20);
  expect(seen).toEqual(Array.from({ length: 20 }, () => true));
});

test("a subscriber that throws disturbs no change", async () => {
  await using rig = await openRig({
    publish: () => {
      throw new Error("no room");
    },
  });
  expect((await rig.metadata.images.create(ctx, newImage("a", target))).name).toBe("a");
});

test("closing finishes what was asked for; afterwards everything is refused", async () => {
  await using rig = await openRig();
  const created = rig.metadata.images.create(ctx, newImage("a", target));
  await rig.close();
  expect((await created).name).toBe("a");
  expect(await refusal(rig.metadata.images.create(ctx, newImage("b", target)))).toBe(
    "the metadata database is closed",
  );
});

test("when the Worker dies, the daemon and all waiting callers are told", async () => {
  const workers: Worker[] = [];
  const Original = globalThis.Worker;
  globalThis.Worker = class extends Original {
    constructor(url: string | URL) {
      super(url);
      workers.push(this);
    }
  };
  const death = Promise.withResolvers<Error>();
  await using rig = await openRig({ onDeath: death.resolve }).finally(() => {
    globalThis.Worker = Original;
  });
  workers[0]?.terminate();
  const waiting = refusal(rig.metadata.images.create(ctx, newImage("a", target)));
  expect((await death.promise).message).toBe("the database worker ended");
  expect(await waiting).toBe("the database worker ended");
  expect(await refusal(rig.metadata.images.create(ctx, newImage("b", target)))).toBe(
    "the database worker ended",
  );
  expect(await rig.metadata.images.list(ctx)).toEqual([]);
});

const full = mkdtempSync(join(tmpdir(), "full-"));
afterAll(() => rmSync(full, { recursive: true }));

test("a full disk is an error of the changes it struck; reading goes on, and writing once there is room", async () => {
  const mount = (...args: string[]) => Bun.spawnSync(["mount", ...args, full]).exitCode;
  expect(mount("-t", "tmpfs", "-o", "size=600k", "tmpfs")).toBe(0);
  try {
    await using rig = await openRig({ path: join(full, "meta.db") });
    const { containers } = rig.metadata;
    const spec = { typeUrl: "x", value: new Uint8Array(20_000) };
    let made = 0;
    const failure = async () => {
      for (; ; made++) {
        await containers.create(ctx, newContainer(`c${made}`, { spec }));
      }
    };
    expect(await refusal(failure())).toMatch(/^write metadata: (database or disk is full|disk I\/O error)$/);
    expect(made).toBeGreaterThan(0);
    expect((await Array.fromAsync(containers.list(ctx))).length).toBe(made);
    expect(rig.published.length).toBe(made);
    expect(mount("-o", "remount,size=8m")).toBe(0);
    await containers.create(ctx, newContainer(`c${made}`, { spec }));
    await rig.reopen();
    expect((await Array.fromAsync(rig.metadata.containers.list(ctx))).length).toBe(made + 1);
  } finally {
    expect(Bun.spawnSync(["umount", full]).exitCode).toBe(0);
  }
});
