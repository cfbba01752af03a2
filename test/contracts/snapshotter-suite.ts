// The contract suite of snapshotter drivers. The test of a driver calls it with a function that makes one.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Mount } from "../../src/core/mount.ts";
import type { SnapshotChain, SnapshotKind, Snapshotter } from "../../src/core/snapshotter.ts";
import { mkdirAt } from "../../src/linux/at.ts";
import { closeFd } from "../../src/linux/fd.ts";
import { mountAll, unmountMounts } from "../../src/linux/mount.ts";
import { AT_FDCWD, O, openAt } from "../../src/linux/open.ts";

/** Stands in for the metadata: gives snapshots numbers and remembers their parents. */
class Chains {
  readonly driver: Snapshotter;
  #next = 1;
  readonly #target: string;

  constructor(driver: Snapshotter, target: string) {
    this.driver = driver;
    this.#target = target;
  }

  async make(kind: SnapshotKind, parent?: SnapshotChain): Promise<SnapshotChain> {
    const parents = parent === undefined ? [] : [parent.number, ...parent.parents];
    const chain = { number: this.#next++, kind, parents, labels: {} };
    await this.driver.prepare(chain);
    return chain;
  }

  async commit(chain: SnapshotChain): Promise<SnapshotChain> {
    const committed: SnapshotChain = { ...chain, kind: "committed" };
    await this.driver.commit(chain);
    return committed;
  }

  /** Makes a committed snapshot, to whose mounts `change` was applied. */
  async layer(parent: SnapshotChain | undefined, change: (root: string) => void): Promise<SnapshotChain> {
    const active = await this.make("active", parent);
    await this.mounted(await this.driver.mounts(active), change);
    return await this.commit(active);
  }

  async mounted<T>(mounts: readonly Mount[], work: (root: string) => T): Promise<T> {
    mountAll(mounts, this.#target);
    try {
      return work(this.#target);
    } finally {
      await unmountMounts(mounts, this.#target);
    }
  }

  async mountedOn(target: string, source: string, work: () => Promise<void>): Promise<void> {
    const mounts = [{ type: "bind", source, target: "", options: ["rbind"] }];
    mountAll(mounts, target);
    try {
      await work();
    } finally {
      await unmountMounts(mounts, target);
    }
  }
}

/** A driver with its directories, which are made before the first case. */
interface Rig {
  readonly root: string;
  readonly chains: Chains;
  readonly driver: Snapshotter;
}

export function snapshotterSuite(name: string, open: (root: string) => Promise<Snapshotter>): void {
  describe(`snapshotter ${name}`, () => {
    const top = fs.mkdtempSync(join(tmpdir(), "snapshots-"));
    let made: Rig | undefined;
    const rig = (): Rig => made ?? expect.unreachable();

    beforeAll(async () => {
      const [root, target] = [join(top, "root"), join(top, "target")];
      fs.mkdirSync(target);
      const driver = await open(root);
      made = { root, driver, chains: new Chains(driver, target) };
    });
    afterAll(() => {
      // A failed case may leave a tree that is too deep for Bun's own removal.
      execFileSync("rm", ["-rf", top]);
    });

    treeCases(rig);
    attributeCases(rig);
    ruleCases(rig, open);
    depthCases(rig, open);
  });
}

/** Cases about the contents of snapshots, and about which snapshots see a change. */
function treeCases(rig: () => Rig): void {
  test("an active snapshot without parent is empty, writable and has a plain root", async () => {
    const { chains, driver } = rig();
    const active = await chains.make("active");
    await chains.mounted(await driver.mounts(active), (path) => {
      const { mode, uid, gid } = fs.statSync(path);
      expect({ mode: mode & 0o7777, uid, gid }).toEqual({ mode: 0o755, uid: 0, gid: 0 });
      expect(fs.readdirSync(path)).toEqual([]);
      fs.writeFileSync(join(path, "file"), "1");
    });
    await chains.mounted(await driver.mounts(active), (path) => {
      expect(fs.readFileSync(join(path, "file"), "utf8")).toBe("1");
    });
  });

  test("a child sees its parent's files, changes and deletions stay its own", async () => {
    const { chains, driver } = rig();
    const base = await chains.layer(undefined, (path) => {
      fs.mkdirSync(join(path, "dir"));
      for (const file of ["kept", "changed", "deleted", "dir/inner"]) {
        fs.writeFileSync(join(path, file), "base");
      }
    });
    const child = await chains.layer(base, (path) => {
      expect(fs.readFileSync(join(path, "dir/inner"), "utf8")).toBe("base");
      fs.writeFileSync(join(path, "changed"), "child");
      fs.rmSync(join(path, "deleted"));
      fs.rmSync(join(path, "dir"), { recursive: true });
      fs.mkdirSync(join(path, "dir"));
    });
    const view = await chains.make("view", child);
    await chains.mounted(await driver.mounts(view), (path) => {
      expect(fs.readdirSync(path).sort()).toEqual(["changed", "dir", "kept"]);
      expect(fs.readdirSync(join(path, "dir"))).toEqual([]);
      expect(fs.readFileSync(join(path, "changed"), "utf8")).toBe("child");
    });
    const baseView = await chains.make("view", base);
    await chains.mounted(await driver.mounts(baseView), (path) => {
      expect(fs.readdirSync(path).sort()).toEqual(["changed", "deleted", "dir", "kept"]);
      expect(fs.readFileSync(join(path, "changed"), "utf8")).toBe("base");
    });
  });

  test("siblings do not see each other", async () => {
    const { chains, driver } = rig();
    const base = await chains.layer(undefined, (path) => fs.writeFileSync(join(path, "file"), "base"));
    const first = await chains.make("active", base);
    const second = await chains.make("active", base);
    await chains.mounted(await driver.mounts(first), (path) => fs.writeFileSync(join(path, "file"), "first"));
    await chains.mounted(await driver.mounts(second), (path) => {
      expect(fs.readFileSync(join(path, "file"), "utf8")).toBe("base");
    });
  });

  test.each([0, 1, 2])("a view on %d layers is read-only", async (depth) => {
    const { chains, driver } = rig();
    let parent: SnapshotChain | undefined;
    for (let layer = 0; layer < depth; layer++) {
      parent = await chains.layer(parent, (path) => fs.writeFileSync(join(path, `f${layer}`), ""));
    }
    const view = await chains.make("view", parent);
    await chains.mounted(await driver.mounts(view), (path) => {
      expect(fs.readdirSync(path).length).toBe(depth);
      expect(() => fs.writeFileSync(join(path, "new"), "")).toThrow("EROFS");
    });
  });
}

/** Cases about what children inherit, and about usage. */
function attributeCases(rig: () => Rig): void {
  test("owner and mode of the root go on to children", async () => {
    const { chains, driver } = rig();
    const base = await chains.layer(undefined, (path) => {
      fs.chownSync(path, 1234, 5678);
      fs.chmodSync(path, 0o1701);
    });
    const active = await chains.make("active", await chains.layer(base, () => {}));
    await chains.mounted(await driver.mounts(active), (path) => {
      const { mode, uid, gid } = fs.statSync(path);
      expect({ mode: mode & 0o7777, uid, gid }).toEqual({ mode: 0o1701, uid: 1234, gid: 5678 });
    });
  });

  test("hard links, renames and names of any bytes survive a commit", async () => {
    const { chains, driver } = rig();
    const odd = Buffer.from([0xff, 0x2e, 0x2e, 0x0a, 0xfe]);
    const at = (path: string): Buffer => Buffer.concat([Buffer.from(`${path}/`), odd]);
    const base = await chains.layer(undefined, (path) => {
      fs.writeFileSync(join(path, "a"), "linked");
      fs.linkSync(join(path, "a"), join(path, "b"));
      fs.writeFileSync(at(path), "odd");
      fs.writeFileSync(join(path, "old"), "");
    });
    const child = await chains.layer(base, (path) => {
      expect(fs.statSync(join(path, "a")).ino).toBe(fs.statSync(join(path, "b")).ino);
      fs.renameSync(join(path, "old"), join(path, "new"));
    });
    const view = await chains.make("view", child);
    await chains.mounted(await driver.mounts(view), (path) => {
      expect(fs.readFileSync(at(path), "utf8")).toBe("odd");
      expect(fs.existsSync(join(path, "old"))).toBe(false);
      expect(fs.existsSync(join(path, "new"))).toBe(true);
    });
  });

  test("usage counts blocks and inodes, a hard link once", async () => {
    const { chains, driver } = rig();
    const active = await chains.make("active");
    const empty = await driver.usage(active);
    expect(empty.inodes).toBe(1);
    await chains.mounted(await driver.mounts(active), (path) => {
      fs.mkdirSync(join(path, "dir"));
      fs.writeFileSync(join(path, "dir", "file"), Buffer.alloc(1 << 20, 1));
      fs.linkSync(join(path, "dir", "file"), join(path, "link"));
      fs.truncateSync(join(path, "dir", "file"), 1 << 30);
    });
    const usage = await driver.usage(active);
    expect(usage.inodes).toBe(3);
    const grown = usage.size - empty.size;
    expect(grown).toBeGreaterThanOrEqual(1 << 20);
    expect(grown).toBeLessThan(2 << 20);
    expect(await driver.commit(active)).toEqual(usage);
  });

  test("a chain of 100 layers can be mounted", async () => {
    const { chains, driver } = rig();
    let chain: SnapshotChain | undefined;
    for (let layer = 0; layer < 100; layer++) {
      chain = await chains.layer(chain, (path) => {
        fs.writeFileSync(join(path, `f${layer}`), String(layer));
        fs.writeFileSync(join(path, "top"), String(layer));
        fs.rmSync(join(path, `f${layer - 2}`), { force: true });
      });
    }
    const active = await chains.make("active", chain);
    await chains.mounted(await driver.mounts(active), (path) => {
      expect(fs.readdirSync(path).sort()).toEqual(["f98", "f99", "top"]);
      expect(fs.readFileSync(join(path, "top"), "utf8")).toBe("99");
      fs.writeFileSync(join(path, "top"), "written");
    });
  }, 60_000);
}

/** Cases about numbers, removal and restarts. */
function ruleCases(rig: () => Rig, open: (root: string) => Promise<Snapshotter>): void {
  test("remove takes the directories, twice is no error, and the list follows", async () => {
    const { chains, driver } = rig();
    const active = await chains.make("active");
    await chains.mounted(await driver.mounts(active), (path) => {
      fs.mkdirSync(join(path, "a/b/c"), { recursive: true });
      fs.symlinkSync("/etc", join(path, "a/etc"));
      fs.chmodSync(join(path, "a"), 0);
    });
    expect(await driver.list()).toContain(active.number);
    await driver.remove(active.number);
    await driver.remove(active.number);
    expect(await driver.list()).not.toContain(active.number);
    expect(fs.existsSync("/etc/passwd")).toBe(true);
  });

  test("a number is not given twice, and a failure leaves nothing half made", async () => {
    const { root, chains, driver } = rig();
    const active = await chains.make("active");
    await chains.mounted(await driver.mounts(active), (path) => fs.writeFileSync(join(path, "mine"), ""));
    await expect(driver.prepare(active)).rejects.toThrow();
    await chains.mounted(await driver.mounts(active), (path) =>
      expect(fs.readdirSync(path)).toEqual(["mine"]),
    );
    expect(fs.readdirSync(join(root, "snapshots")).filter((entry) => !/^\d+$/.test(entry))).toEqual([]);
  });

  test("another start finds all of them and clears what was not finished", async () => {
    const { root, driver } = rig();
    const before = (await driver.list()).sort();
    fs.mkdirSync(join(root, "snapshots", "new-x", "fs"), { recursive: true });
    const restarted = await open(root);
    expect((await restarted.list()).sort()).toEqual(before);
    expect(fs.existsSync(join(root, "snapshots", "new-x"))).toBe(false);
  });
}

/** Cases about trees that a container can make: deeper than the longest path, and than the number of descriptors. */
function depthCases(rig: () => Rig, open: (root: string) => Promise<Snapshotter>): void {
  const depth = 6000;
  const name = "n".repeat(200);

  test("a tree deeper than any path is counted and removed, with few descriptors", async () => {
    const { chains, driver } = rig();
    const active = await chains.make("active");
    await chains.mounted(await driver.mounts(active), (path) => {
      digDeep(path, depth, name);
      fs.symlinkSync(`${name}/${name}`, join(path, "link"));
    });
    const usage = await countingDescriptors(driver.usage(active));
    expect(usage.result.inodes).toBe(depth + 2);
    const removal = await countingDescriptors(driver.remove(active.number));
    for (const { most } of [usage, removal]) {
      expect(most).toBeGreaterThan(3);
      expect(most).toBeLessThan(100);
    }
    expect(await driver.list()).not.toContain(active.number);
  }, 60_000);

  test("a start is not held up by the depth of what was not finished", async () => {
    const { root } = rig();
    const unfinished = join(root, "snapshots", "new-deep");
    fs.mkdirSync(unfinished);
    digDeep(unfinished, depth, name);
    await open(root);
    expect(fs.existsSync(unfinished)).toBe(false);
  }, 60_000);

  test("a mount in a snapshot prevents its removal, and stays", async () => {
    const { root, chains, driver } = rig();
    const other = join(root, "other");
    fs.mkdirSync(other);
    fs.writeFileSync(join(other, "kept"), "");
    const { number } = await chains.make("active");
    const target = join(root, "snapshots", String(number), "fs", "mounted");
    fs.mkdirSync(target);
    await chains.mountedOn(target, other, async () => {
      await expect(driver.remove(number)).rejects.toThrow('something is mounted on "mounted"');
    });
    expect(fs.readdirSync(other)).toEqual(["kept"]);
    await driver.remove(number);
    expect(await driver.list()).not.toContain(number);
  });
}

/** Makes `depth` directories, each in the one before. */
export function digDeep(path: string, depth: number, name: string): void {
  let directory = openAt(AT_FDCWD, path, O.PATH | O.DIRECTORY);
  for (let level = 0; level < depth; level++) {
    mkdirAt(directory, name, 0o755);
    const below = openAt(directory, name, O.PATH | O.DIRECTORY);
    closeFd(directory);
    directory = below;
  }
  closeFd(directory);
}

/** Does `work`; returns the most descriptors that this process had open for it at one time. */
export async function countingDescriptors<T>(work: Promise<T>): Promise<{ result: T; most: number }> {
  const count = (): number => fs.readdirSync("/proc/self/fd").length;
  const before = count();
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, count() - before);
  });
  try {
    return { result: await work, most };
  } finally {
    clearInterval(timer);
  }
}
