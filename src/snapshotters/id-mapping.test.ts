// Snapshots for containers in user namespaces: the drivers differ in how files get other owners, and not in what is seen.
import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { chownSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SnapshotKind, Snapshotter } from "../core/snapshotter.ts";
import { mountAll, unmountAll } from "../linux/mount.ts";
import { NativeSnapshotter } from "./native/native.ts";
import { OverlaySnapshotter } from "./overlay/overlay.ts";
import { idMappingProblem } from "./overlay/support.ts";

setDefaultTimeout(30_000);

const top = mkdtempSync(join(tmpdir(), "id-mapping-"));
afterAll(() => rmSync(top, { recursive: true }));

const labels = {
  "containerd.io/snapshot/uidmapping": "0:100000:2000",
  "containerd.io/snapshot/gidmapping": "0:200000:2000",
};

const overlay = (root: string, idMapping: "mount" | "copy"): Promise<Snapshotter> =>
  OverlaySnapshotter.open({ root, mountOptions: ["index=off"], canRebase: true, idMapping });

const drivers: Readonly<Record<string, (root: string) => Promise<Snapshotter>>> = {
  native: (root) => NativeSnapshotter.open(root),
  "overlay by mounts": (root) => overlay(root, "mount"),
  "overlay by copies": (root) => overlay(root, "copy"),
};

async function inMounted(
  driver: Snapshotter,
  number: number,
  kind: SnapshotKind,
  parents: readonly number[],
  work: (path: string) => void,
): Promise<void> {
  const chain = { number, kind, parents, labels: number > 2 ? labels : {} };
  await driver.prepare(chain);
  const target = mkdtempSync(join(top, "mounted-"));
  mountAll(await driver.mounts(chain), target);
  try {
    work(target);
  } finally {
    await unmountAll(target, { lazy: true });
  }
}

const ownersIn = (path: string): string[] =>
  [".", "low", "low/file", "high"].map((name) => {
    const { uid, gid } = statSync(join(path, name));
    return `${uid}:${gid}`;
  });

test.each(Object.entries(drivers))("%s: files of layers have mapped owners", async (name, open) => {
  const driver = await open(join(top, name));
  expect(driver.mapsIds).toBe(true);
  await inMounted(driver, 1, "active", [], (path) => {
    mkdirSync(join(path, "low"));
    writeFileSync(join(path, "low/file"), "low");
    chownSync(join(path, "low/file"), 1000, 1001);
  });
  await driver.commit({ number: 1, kind: "active", parents: [], labels: {} });
  await inMounted(driver, 2, "active", [1], (path) => writeFileSync(join(path, "high"), "high"));
  await driver.commit({ number: 2, kind: "active", parents: [1], labels: {} });
  const owners = ["100000:200000", "100000:200000", "101000:201001", "100000:200000"];
  await inMounted(driver, 3, "active", [2, 1], (path) => {
    expect(ownersIn(path)).toEqual(owners);
    writeFileSync(join(path, "low/file"), "changed");
    expect(ownersIn(path)).toEqual(owners);
  });
  await inMounted(driver, 4, "view", [2, 1], (path) => {
    expect(ownersIn(path).slice(1)).toEqual(owners.slice(1));
    expect(() => writeFileSync(join(path, "low/file"), "x")).toThrow("EROFS");
  });
  await inMounted(driver, 5, "active", [2, 1], (path) => {
    expect(statSync(join(path, "low/file")).size).toBe("low".length);
  });
});

test("whether the kernel maps the ids of layers is tried out", () => {
  expect(idMappingProblem(join(top, "probe"), ["index=off"])).toBeUndefined();
  expect(idMappingProblem(join(top, "probe"), ["nonsense"])).toContain("mount");
});
