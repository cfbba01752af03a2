// The same image unpacked in parallel, one by one, by both snapshotters and by each containerd of this machine: one tree.
import { afterAll, beforeAll, expect, test } from "bun:test";
import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { setXattr } from "../../src/linux/xattr.ts";
import { type Result, succeed } from "../harness/command.ts";
import { Containerd } from "../harness/containerd.ts";
import { Daemon } from "../harness/daemon.ts";
import { pushImage } from "../harness/image.ts";
import { references } from "../harness/reference.ts";
import { type RegistryServer, startRegistry } from "../harness/registry.ts";
import { type Scratch, scratch } from "../harness/scratch.ts";
import { listTree } from "../harness/tree.ts";
import { succeedWith } from "./ctr-rig.ts";

let directory: Scratch;
let registry: RegistryServer;
let image: string;

/** Layers whose directories depend on each other: the upper ones name some of them only implicitly. */
function makeLayers(): string[] {
  const layer = (name: string): string => {
    const path = directory.join(name);
    mkdirSync(path);
    return path;
  };
  const lower = layer("lower");
  mkdirSync(`${lower}/srv/data/deep`, { recursive: true });
  writeFileSync(`${lower}/srv/data/kept`, "kept");
  writeFileSync(`${lower}/srv/data/removed`, "removed");
  mkdirSync(`${lower}/srv/opaque`);
  writeFileSync(`${lower}/srv/opaque/hidden`, "hidden");
  writeFileSync(`${lower}/srv/suid`, "#!/bin/sh\n");
  chownSync(`${lower}/srv/suid`, 1000, 50);
  chmodSync(`${lower}/srv/suid`, 0o4755);
  linkSync(`${lower}/srv/data/kept`, `${lower}/srv/data/linked`);
  symlinkSync("../nowhere", `${lower}/srv/dangling`);
  writeFileSync(`${lower}/srv/sparse`, "");
  truncateSync(`${lower}/srv/sparse`, 3_000_000);
  setXattr(`${lower}/srv/data`, "user.note", Buffer.from("lower"));
  chownSync(`${lower}/srv/data`, 1000, 1000);
  chmodSync(`${lower}/srv/data`, 0o1750);
  utimesSync(`${lower}/srv/data`, 1_234_567_890.5, 1_234_567_890.5);
  utimesSync(`${lower}/srv`, 1_000_000_000, 1_000_000_000);

  const middle = layer("middle");
  mkdirSync(`${middle}/srv/data/deep/er`, { recursive: true });
  writeFileSync(`${middle}/srv/data/deep/er/file`, "middle");
  writeFileSync(`${middle}/srv/data/.wh.removed`, "");
  mkdirSync(`${middle}/srv/opaque`);
  writeFileSync(`${middle}/srv/opaque/.wh..wh..opq`, "");
  writeFileSync(`${middle}/srv/opaque/new`, "new");

  const upper = layer("upper");
  mkdirSync(`${upper}/srv/data/deep`, { recursive: true });
  writeFileSync(`${upper}/srv/data/deep/upper`, "upper");
  writeFileSync(`${upper}/srv/data/kept`, "replaced");
  return [lower, middle, upper];
}

beforeAll(async () => {
  directory = scratch();
  registry = await startRegistry();
  image = `${registry.host}/tree:1`;
  const implicit = { implicitDirectories: true };
  await pushImage(image, { layers: makeLayers(), ...implicit });
});

afterAll(async () => {
  await registry[Symbol.asyncDispose]();
  directory[Symbol.dispose]();
});

/** The tree of the snapshot that has no children, as a container would see it. */
async function treeOf(ctr: (...args: string[]) => Promise<Result>, snapshotter: string): Promise<string[]> {
  const flag = ["snapshot", "--snapshotter", snapshotter];
  const listed = (await ctr(...flag, "ls")).stdout.trim().split("\n").slice(1);
  const rows = listed.map((line) => line.trim().split(/\s+/));
  const parents = new Set(rows.map((row) => (row.length === 3 ? row[1] : undefined)));
  const top = rows.find(([key]) => !parents.has(key))?.[0] ?? "";
  const target = directory.join(`mnt-${snapshotter}`);
  mkdirSync(target);
  // A view made by ctr would have no label against collection, so an active snapshot is used.
  await ctr(...flag, "prepare", "look", top);
  const commands = (await ctr(...flag, "mounts", target, "look")).stdout;
  await succeed(["sh", "-c", commands]);
  try {
    return listTree(target);
  } finally {
    await succeed(["umount", target]);
    rmSync(target, { recursive: true });
    await ctr(...flag, "rm", "look");
  }
}

/** Directories that the unpacker makes itself. Their times are those of the unpacking, because no archive has them. */
const nameless = [".", "./srv/data/deep/er"];
/** Those that upper layers name only implicitly: containerd gives them the time of unpacking, tsrt that of the layer below. */
const implicit = [...nameless, "./srv", "./srv/data", "./srv/data/deep", "./srv/opaque"];

function withoutTimes(tree: readonly string[], paths: readonly string[]): string[] {
  return tree.map((line) => {
    const [path = "", mode, owner, , ...rest] = line.split(" ");
    return paths.includes(path) ? [path, mode, owner, ...rest].join(" ") : line;
  });
}

/** Overlay counts names that an upper layer replaced, too. */
function withoutLinks(tree: readonly string[]): string[] {
  return tree.map((line) => line.replace(/ links \d+/, ""));
}

/** Pulls the image, which `ctr` asks for, into an empty daemon and gives the tree. */
async function pulledTree(
  ctr: (...args: string[]) => Promise<Result>,
  flags: readonly string[] = [],
  snapshotter = "overlayfs",
): Promise<string[]> {
  // After a pull that went well, containerd's ctr may still tell of a question that it had canceled itself.
  await succeedWith(ctr, "image", "pull", ...flags, "--plain-http", image);
  return await treeOf(ctr, snapshotter);
}

for (const reference of references) {
  test(`one tree, whoever unpacks it and however, beside ${reference.name}`, async () => {
    await using containerd = await Containerd.start({ reference });
    const expected = await pulledTree((...args) => containerd.ctr(...args));
    expect(expected.find((line) => line.startsWith("./srv/data "))).toContain("41750 1000:1000 ");

    await using daemon = await Daemon.start({ reference });
    const parallel = await pulledTree((...args) => daemon.ctr(...args));
    expect(withoutTimes(parallel, implicit)).toEqual(withoutTimes(expected, implicit));
    const native = await pulledTree((...args) => daemon.ctr(...args), ["--snapshotter", "native"], "native");
    expect(withoutLinks(withoutTimes(native, nameless))).toEqual(
      withoutLinks(withoutTimes(parallel, nameless)),
    );

    // The client fetches and asks for one layer after another. The ctr of containerd 1.x knows no other way.
    await using other = await Daemon.start({ reference });
    const flags = reference.major >= 2 ? ["--local"] : [];
    const oneByOne = await pulledTree((...args) => other.goCtr(...args), flags);
    expect(withoutTimes(oneByOne, nameless)).toEqual(withoutTimes(parallel, nameless));
  });
}
