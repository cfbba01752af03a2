import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { namedSnapshotsSuite } from "../../../test/contracts/named-snapshots-suite.ts";
import { snapshotterSuite } from "../../../test/contracts/snapshotter-suite.ts";
import type { SnapshotChain } from "../../core/snapshotter.ts";
import { inUserNamespace, overlayFacts, overlayOptions } from "./options.ts";
import { type IdMapping, OverlaySnapshotter } from "./overlay.ts";
import { overlayProblem } from "./support.ts";

const open = (root: string): Promise<OverlaySnapshotter> =>
  OverlaySnapshotter.open({ root, mountOptions: overlayOptions([], overlayFacts()), canRebase: true });

snapshotterSuite("overlayfs", open);
namedSnapshotsSuite("overlayfs", open);

const root = mkdtempSync(join(tmpdir(), "overlay-"));
afterAll(() => rmSync(root, { recursive: true }));

function chain(kind: SnapshotChain["kind"], parents: number[], labels = {}): SnapshotChain {
  return { number: 9, kind, parents, labels };
}

test("mounts have containerd's form", async () => {
  const mountOptions = ["metacopy=off", "index=off"];
  const driver = await OverlaySnapshotter.open({ root, mountOptions, canRebase: true });
  const at = (number: number, name = "fs"): string => join(root, "snapshots", String(number), name);
  const bind = (source: string, access: string) => [
    { type: "bind", source, target: "", options: [access, "rbind"] },
  ];
  expect(await driver.mounts(chain("active", []))).toEqual(bind(at(9), "rw"));
  expect(await driver.mounts(chain("view", []))).toEqual(bind(at(9), "ro"));
  expect(await driver.mounts(chain("view", [4]))).toEqual(bind(at(4), "ro"));
  const overlay = (options: string[]) => [{ type: "overlay", source: "overlay", target: "", options }];
  expect(await driver.mounts(chain("active", [4]))).toEqual(
    overlay([`workdir=${at(9, "work")}`, `upperdir=${at(9)}`, `lowerdir=${at(4)}`, ...mountOptions]),
  );
  expect(await driver.mounts(chain("view", [4, 3]))).toEqual(
    overlay([`lowerdir=${at(4)}:${at(3)}`, ...mountOptions]),
  );
});

test("labels of an id mapping become options of mounts where the driver says that it maps ids, and there alone", async () => {
  const labels = {
    "containerd.io/snapshot/uidmapping": "0:1:2",
    "containerd.io/snapshot/gidmapping": "0:3:4",
  };
  const optionsWith = async (idMapping: IdMapping): Promise<(readonly string[] | undefined)[]> => {
    const driver = await OverlaySnapshotter.open({ root, mountOptions: [], canRebase: true, idMapping });
    const mounts = [chain("active", [4], labels), chain("view", [4], labels), chain("active", [], labels)];
    const listed = await Promise.all(mounts.map((one) => driver.mounts(one)));
    return listed.map(([mount]) => mount?.options.filter((option) => /^[ug]idmap/.test(option)));
  };
  const both = ["uidmap=0:1:2", "gidmap=0:3:4"];
  expect(await optionsWith("mount")).toEqual([both, both, []]);
  expect(await optionsWith("copy")).toEqual([[], [], []]);
  expect(await optionsWith("none")).toEqual([[], [], []]);
});

test("labels of an id mapping make its root the owner", async () => {
  const driver = await open(root);
  const labels = {
    "containerd.io/snapshot/uidmapping": "1:5:1,0:100000:65536",
    "containerd.io/snapshot/gidmapping": "0:200000:65536",
  };
  await driver.prepare(chain("active", [], labels));
  expect(statSync(join(root, "snapshots/9/fs"))).toMatchObject({ uid: 100000, gid: 200000 });
  const bad = (uids: string) => ({ ...labels, "containerd.io/snapshot/uidmapping": uids });
  const prepare = (uids: string) => driver.prepare({ ...chain("active", [], bad(uids)), number: 10 });
  await expect(prepare("1:5:1")).rejects.toThrow("maps no root");
  await expect(prepare("0:-1:1")).rejects.toThrow("id mapping");
});

test("configured options override those that the kernel needs", () => {
  const facts = { needsUserXattr: true, knowsIndex: true };
  expect(overlayOptions(["volatile"], facts)).toEqual(["volatile", "userxattr", "index=off"]);
  expect(overlayOptions(["index=on", "userxattr"], facts)).toEqual(["index=on", "userxattr"]);
  expect(overlayOptions([], { needsUserXattr: false, knowsIndex: false })).toEqual([]);
});

test("only the initial user namespace maps everything", () => {
  expect(inUserNamespace("         0          0 4294967295\n")).toBe(false);
  expect(inUserNamespace("         0       1000          1\n         1     100000      65536\n")).toBe(true);
});

test("a filesystem on which overlays cannot be made is detected", async () => {
  expect(overlayProblem(join(root, "good"), [])).toBeUndefined();
  expect(readdirSync(join(root, "good"))).toEqual([]);
  expect(overlayProblem(join(root, "good"), ["no-such-option"])).toContain("no-such-option: mount: EINVAL");
});
