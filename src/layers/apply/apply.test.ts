import { afterAll, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeTree } from "../../../test/harness/describe-tree.ts";
import { archive, type CraftedEntry } from "../../../test/harness/tar-archive.ts";
import { messageOf } from "../../errors/index.ts";
import { type MountPoint, mount, unmountAll } from "../../linux/mount.ts";
import { listXattrs } from "../../linux/xattr.ts";
import type { ApplyResult } from "../job.ts";
import { uncompressedLayer } from "../media-type.ts";
import { apply } from "./apply.ts";
import { rebase } from "./rebase.ts";
import { settled } from "./unsettled.ts";

// Processes and disks of a busy machine take their time.
setDefaultTimeout(30_000);

const top = fs.mkdtempSync(join(tmpdir(), "apply-"));
afterAll(() => fs.rmSync(top, { recursive: true }));

let root: string;
/** What no archive may touch. */
let outside: string;
let untouched: string;
let cases = 0;

beforeEach(() => {
  const directory = join(top, String(cases++));
  root = join(directory, "root");
  outside = join(directory, "outside");
  fs.mkdirSync(root, { recursive: true });
  fs.mkdirSync(join(outside, "dir"), { recursive: true });
  fs.writeFileSync(join(outside, "secret"), "secret", { mode: 0o600 });
  fs.writeFileSync(join(outside, "dir/inner"), "inner");
  untouched = describeTree(outside);
});

const bind = (path: string, access = "rw"): MountPoint[] => [
  { type: "bind", source: path, target: "", options: ["rbind", access] },
];
const upper = (path: string, ...lowers: string[]): MountPoint[] => [
  {
    type: "overlay",
    source: "overlay",
    target: "",
    options: [`upperdir=${path}`, ...(lowers.length === 0 ? [] : [`lowerdir=${lowers.join(":")}`])],
  },
];

async function applyTo(mounts: MountPoint[], ...entries: (CraftedEntry | Buffer)[]): Promise<ApplyResult> {
  const bytes = archive(...entries);
  const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  const blob = join(top, `blob-${digest.slice(7)}`);
  fs.writeFileSync(blob, bytes);
  const layer = { mediaType: uncompressedLayer, digest, size: bytes.length };
  return await apply({ command: "apply", blob, layer, mounts, sync: false }, () => {});
}

async function complaint(mounts: MountPoint[], ...entries: (CraftedEntry | Buffer)[]): Promise<string> {
  return await applyTo(mounts, ...entries).then(
    () => expect.unreachable(),
    (error: unknown) => messageOf(error),
  );
}

const at = (path: string): string => join(root, path);
const content = (path: string): string => fs.readFileSync(at(path), "utf8");

test("files, links and nodes with owners, modes and times before 1970", async () => {
  await applyTo(
    bind(root),
    { name: "./", type: "5", mode: 0o700 },
    { name: "dir", type: "5", mode: 0o1750, uid: 10, gid: 20, pax: [["mtime", "-100000.000000001"]] },
    {
      name: "dir/file",
      data: "text",
      mode: 0o6711,
      uid: 1,
      gid: 2,
      pax: [
        ["mtime", "-1.5"],
        ["atime", "3"],
      ],
    },
    { name: "dir/symlink", type: "2", link: "../nowhere", uid: 3, gid: 4, mtime: 77 },
    { name: "dir/hard", type: "1", link: "dir/file", mode: 0o6711, uid: 1, gid: 2, pax: [["mtime", "-1.5"]] },
    { name: "null", type: "3", major: 1, minor: 3, mode: 0o666, uid: 5 },
    { name: "disk", type: "4", major: 259, minor: 70000, mode: 0o600 },
    { name: "fifo", type: "6", mode: 0o622 },
    { name: "late/implicit", data: "" },
  );
  const find = describeTree(root);
  expect(find).toContain("./dir d 1750 10 20 4096 -100001.9999999990");
  expect(find).toContain("./dir/file f 6711 1 2 4 -2.5000000000");
  expect(find).toContain("./dir/symlink l 777 3 4 10 77.0000000000 ../nowhere");
  expect(find).toContain("./null c 666 5 0 0");
  expect(fs.statSync(at("null")).rdev).toBe(0x103);
  expect(fs.statSync(at("dir/hard")).ino).toBe(fs.statSync(at("dir/file")).ino);
  expect(fs.statSync(at("late")).mode & 0o7777).toBe(0o755);
  // containerd leaves the root as it is.
  expect(fs.statSync(root).mode & 0o7777).toBe(0o755);
});

test("xattrs: not the administrator's, and not where there can be none", async () => {
  const xattrs = [
    ["SCHILY.xattr.user.mine", "v"],
    ["SCHILY.xattr.trusted.overlay.redirect", "/etc"],
    ["SCHILY.xattr.user.overlay.opaque", "y"],
    ["SCHILY.xattr.security.capability", "\u0001\0\0\u0002\0\u0004\0\0\0\0\0\0\0\0\0\0\0\0\0\0"],
  ] as const;
  await applyTo(
    bind(root),
    { name: "file", data: "x", uid: 7, mode: 0o4755, pax: xattrs },
    { name: "dir", type: "5", pax: xattrs.slice(0, 3) },
    { name: "link", type: "2", link: "file", pax: xattrs.slice(0, 3) },
    { name: "fifo", type: "6", pax: xattrs.slice(0, 1) },
  );
  expect(listXattrs(at("file")).sort()).toEqual(["security.capability", "user.mine"]);
  expect(listXattrs(at("dir"))).toEqual(["user.mine"]);
  expect(listXattrs(at("link"))).toEqual([]);
  expect(fs.statSync(at("file")).mode & 0o7777).toBe(0o4755);
});

test("a sparse file keeps its holes", async () => {
  const map = [
    ["GNU.sparse.size", "1000000000"],
    ["GNU.sparse.map", "500000000,3"],
  ] as const;
  await applyTo(bind(root), { name: "sparse", data: "abc", pax: map });
  const { size, blocks } = fs.statSync(at("sparse"));
  expect(size).toBe(1_000_000_000);
  expect(blocks).toBeLessThan(100);
});

test("what is there is replaced, directories are merged", async () => {
  fs.mkdirSync(at("dir/kept"), { recursive: true });
  fs.mkdirSync(at("gone/deep/er"), { recursive: true });
  fs.symlinkSync(outside, at("link"));
  fs.symlinkSync(join(outside, "secret"), at("file-link"));
  await applyTo(
    bind(root),
    { name: "dir", type: "5", mode: 0o700 },
    { name: "gone", data: "a file now" },
    { name: "link", type: "5", mode: 0o777, mtime: 5 },
    { name: "file-link", data: "mine" },
    { name: "fifo", type: "6" },
    { name: "fifo", data: "no fifo" },
  );
  expect(fs.existsSync(at("dir/kept"))).toBe(true);
  expect(fs.statSync(at("dir")).mode & 0o777).toBe(0o700);
  expect(content("gone")).toBe("a file now");
  expect(fs.lstatSync(at("link")).isDirectory()).toBe(true);
  expect(content("file-link")).toBe("mine");
  expect(content("fifo")).toBe("no fifo");
  expect(describeTree(outside)).toBe(untouched);
});

test("names with .. and absolute names stay inside", async () => {
  await applyTo(
    bind(root),
    { name: "../../../up", data: "1" },
    { name: "/absolute", data: "2" },
    { name: "a/../../../b/../mixed", data: "3" },
    { name: "..", type: "5", mode: 0o777 },
    { name: "/", type: "5", mode: 0o777 },
    { name: outside.slice(1), type: "5" },
    { name: `${outside}/secret`, data: "other" },
  );
  expect([content("up"), content("absolute"), content("mixed")]).toEqual(["1", "2", "3"]);
  expect(content(join(outside, "secret"))).toBe("other");
  expect(fs.statSync(join(root, "..")).mode & 0o777).toBe(0o755);
  expect(describeTree(outside)).toBe(untouched);
});

const linksOut = (): string[] => [
  outside,
  `../outside`,
  `../../../../../../../..${outside}`,
  `/proc/self/root${outside}`,
];

test("a symlink out leads to the same path inside", async () => {
  for (const [index, target] of linksOut().entries()) {
    const link = `link${index}`;
    await applyTo(
      bind(root),
      { name: link, type: "2", link: target },
      { name: `${link}/secret`, data: "mine" },
      { name: `${link}/dir/inner`, data: "mine" },
      { name: `${link}/dir`, type: "5", mode: 0o777, mtime: 1 },
    );
    expect(describeTree(outside)).toBe(untouched);
    expect(fs.readlinkSync(at(link))).toBe(target);
  }
  expect(content(join(outside, "secret"))).toBe("mine");
});

test("a directory that becomes a symlink midway", async () => {
  await applyTo(
    bind(root),
    { name: "d", type: "5", mtime: 1 },
    { name: "d/dir", type: "5", mtime: 1 },
    { name: "d/dir/first", data: "1" },
    { name: "d", type: "2", link: outside },
    { name: "d/dir/second", data: "2" },
    { name: "d/secret", data: "3" },
  );
  expect(describeTree(outside)).toBe(untouched);
  expect(content(join(outside, "dir/second"))).toBe("2");
});

test("hard links do not reach out", async () => {
  const refusal = (link: string): string =>
    `entry "hard": hard link to "${link}", which is no file of this layer: invalid argument`;
  for (const link of ["../outside/secret", join(outside, "secret")]) {
    expect(await complaint(bind(root), { name: "hard", type: "1", link })).toBe(refusal(link));
  }
  for (const target of linksOut()) {
    const message = await complaint(
      bind(root),
      { name: "link", type: "2", link: target },
      { name: "link/x", data: "" },
      { name: "hard", type: "1", link: "link/secret" },
    );
    expect(message).toBe(refusal("link/secret"));
  }
  expect(await complaint(bind(root), { name: "hard", type: "1", link: "/" })).toBe(
    'entry "hard": hard link to the root: invalid argument',
  );
  expect(describeTree(outside)).toBe(untouched);
});

test("a hard link to a symlink is a symlink, and its target stays as it is", async () => {
  await applyTo(
    bind(root),
    { name: "symlink", type: "2", link: join(outside, "secret") },
    {
      name: "hard",
      type: "1",
      link: "symlink",
      mode: 0o777,
      uid: 99,
      mtime: 5,
      pax: [["SCHILY.xattr.user.a", "b"]],
    },
  );
  expect(fs.readlinkSync(at("hard"))).toBe(join(outside, "secret"));
  expect(describeTree(outside)).toBe(untouched);
});

test("whiteouts do not reach out, and never name a parent", async () => {
  for (const target of linksOut()) {
    await applyTo(
      bind(root),
      { name: "link", type: "2", link: target },
      { name: "link/.wh.secret" },
      { name: "link/.wh..wh..opq" },
      { name: "../.wh.outside" },
    );
  }
  expect(describeTree(outside)).toBe(untouched);
  fs.mkdirSync(at("dir/sub"), { recursive: true });
  for (const mounts of [bind(root), upper(root)]) {
    for (const name of [".wh...", ".wh..", ".wh."]) {
      expect(await complaint(mounts, { name: `dir/${name}` })).toBe(
        `entry "dir/${name}": invalid whiteout name "${name}": invalid argument`,
      );
    }
  }
  expect(fs.existsSync(at("dir/sub"))).toBe(true);
});

test("errors name the entry", async () => {
  const long = "n".repeat(300);
  expect(await complaint(bind(root), { pax: [["path", `dir/${long}`]] })).toBe(
    `entry "dir/${long.slice(0, 251)}"…: open "${long.slice(0, 255)}"…: ENAMETOOLONG`,
  );
  expect(await complaint(bind(root), { name: "file", data: "" }, { name: "file/below", data: "" })).toContain(
    'entry "file/below": ',
  );
  expect(await complaint(bind(root), { name: "a", type: "2", link: "a" }, { name: "a/b" })).toContain(
    'entry "a/b": too many symbolic links',
  );
  expect(
    await complaint(bind(root), { name: "node", type: "3", raw: { 329: "\x80\0\0\0\0\xff\xff\xff" } }),
  ).toContain('entry "node": device number 16777215:0 out of range');
});

test("a read-only bind, a wrong digest and a wrong size are refused", async () => {
  expect(await complaint(bind(root, "ro"), { name: "file" })).toContain(
    "is mounted read-only: failed precondition",
  );
  const blob = join(top, "blob");
  fs.writeFileSync(blob, archive({ name: "file" }));
  const digest = `sha256:${"0".repeat(64)}`;
  const job = { command: "apply", blob, mounts: bind(root), sync: false } as const;
  const layer = { mediaType: uncompressedLayer, digest, size: 1536 };
  await expect(apply({ ...job, layer }, () => {})).rejects.toThrow(`blob ${digest} has the digest sha256:`);
  await expect(apply({ ...job, layer: { ...layer, size: 5 } }, () => {})).rejects.toThrow("has 1536 bytes");
  const other = { ...layer, mediaType: "application/x" };
  await expect(apply({ ...job, layer: other }, () => {})).rejects.toThrow(
    'layer of media type "application/x"',
  );
});

const base: CraftedEntry[] = [
  { name: "dir", type: "5", mode: 0o751, uid: 5, mtime: 50, pax: [["SCHILY.xattr.user.dir", "1"]] },
  { name: "dir/one", data: "1", mtime: 1 },
  { name: "dir/two", data: "2", mtime: 1 },
  { name: "dir/sub", type: "5", mode: 0o711, gid: 6, mtime: 60 },
  { name: "dir/sub/three", data: "3", mtime: 1 },
  { name: "gone", type: "5", mtime: 1 },
  { name: "gone/x", data: "", mtime: 1 },
  { name: "file", data: "old", mtime: 1 },
];

/** Layers whose trees must be the same whether deletions are markers or removals. */
const changes: [string, CraftedEntry[]][] = [
  ["a file deleted", [{ name: "dir/.wh.one" }]],
  ["a directory deleted", [{ name: ".wh.gone" }]],
  ["nothing there to delete", [{ name: "dir/.wh.none" }]],
  ["deleted and made anew", [{ name: "dir/.wh.one" }, { name: "dir/one", data: "new", mtime: 2 }]],
  ["made anew and deleted", [{ name: "dir/one", data: "new", mtime: 2 }, { name: "dir/.wh.one" }]],
  ["a directory deleted and made anew", [{ name: ".wh.gone" }, { name: "gone", type: "5", mtime: 3 }]],
  ["a directory made anew and deleted", [{ name: "gone", type: "5", mtime: 3 }, { name: ".wh.gone" }]],
  ["opaque before its files", [{ name: "dir/.wh..wh..opq" }, { name: "dir/new", data: "n", mtime: 2 }]],
  [
    "opaque after its files",
    [
      { name: "dir", type: "5", mode: 0o700, mtime: 7 },
      { name: "dir/sub/new", data: "n", mtime: 2 },
      { name: "dir/.wh..wh..opq" },
    ],
  ],
  [
    "a file becomes a directory",
    [
      { name: "file", type: "5", mtime: 4 },
      { name: "file/in", data: "", mtime: 1 },
    ],
  ],
  ["a directory becomes a file", [{ name: "dir", data: "file", mtime: 4 }]],
  [
    "made in a directory that is deleted",
    [{ name: "dir/sub/new", data: "n", mtime: 2 }, { name: ".wh.dir" }],
  ],
  ["aufs's own names", [{ name: ".wh..wh.plnk", type: "5" }, { name: ".wh..wh.aufs" }]],
  ["only implicit directories", [{ name: "dir/sub/four", data: "4", mtime: 2 }]],
];

test.each(changes)("overlay and plain give the same tree: %s", async (_, change) => {
  const layers = ["lower", "upper", "work", "merged"].map((name) => join(root, "..", name));
  const [lower = "", above = "", work = "", merged = ""] = layers;
  for (const path of layers) {
    fs.mkdirSync(path);
  }
  await applyTo(bind(root), ...base);
  await applyTo(upper(lower), ...base);
  const plainBefore = describeTree(root);
  await applyTo(bind(root), ...change);
  await applyTo(upper(above, lower), ...change);
  const options = [`lowerdir=${lower}`, `upperdir=${above}`, `workdir=${work}`];
  mount({ type: "overlay", source: "overlay", target: "", options }, merged);
  try {
    // A removal changes the time of its directory, a marker does not: only names, kinds, owners and modes compare.
    expect(describeTree(merged, "names")).toBe(describeTree(root, "names"));
    expect(describeTree(root)).not.toBe(plainBefore.repeat(2));
  } finally {
    await unmountAll(merged);
  }
});

test("implicit directories look as in the layers below, applied after them or beside them", async () => {
  const paths = ["lower", "after", "beside"].map((name) => join(root, "..", name));
  const [lower = "", after = "", beside = ""] = paths;
  for (const path of paths) {
    fs.mkdirSync(path);
  }
  const change = [
    { name: "dir/sub/four", data: "4", mtime: 2 },
    { name: "dir/new/five", data: "5", mtime: 2 },
    { name: "file/below/six", data: "6", mtime: 2 },
  ];
  await applyTo(upper(lower), ...base);
  const first = await applyTo(upper(after, lower), ...change);
  const second = await applyTo(upper(beside), ...change);
  expect(first.unsettled).toEqual(settled);
  const implied = ["dir", "dir/sub", "dir/new", "file", "file/below"];
  expect(second.unsettled.directories.map(({ path }) => path)).toEqual(implied);
  const now = ["dir/new", "file", "file/below"];
  expect(describeTree(beside, "names")).not.toBe(describeTree(after, "names"));
  const { unsettled } = second;
  rebase({ command: "rebase", mounts: upper(beside), parents: bind(lower, "ro"), unsettled });
  for (const name of now) {
    for (const path of [after, beside]) {
      fs.utimesSync(join(path, name), 1, 1);
    }
  }
  expect(describeTree(beside)).toBe(describeTree(after));
  expect(describeTree(after)).toContain("./dir d 751 5 0 4096 50.0000000000");
  expect(describeTree(after)).toContain("./dir/sub d 711 0 6 4096 60.0000000000");
  expect(listXattrs(join(beside, "dir"))).toEqual(["user.dir"]);
});

test("a link whose end dangles inside the root is followed, its directories are made", async () => {
  const { unsettled } = await applyTo(
    upper(root),
    { name: "lib", type: "2", link: "/usr/lib" },
    { name: "lib/deep/file", data: "1" },
    { name: "up", type: "2", link: "usr/../other" },
    { name: "up/file", data: "2" },
  );
  expect(content("usr/lib/deep/file")).toBe("1");
  expect(content("other/file")).toBe("2");
  const made = unsettled.directories.map(({ path }) => path);
  expect(made).toEqual(["usr", "usr/lib", "usr/lib/deep", "other"]);
});

test("names of any bytes", async () => {
  const name = "\xff\xfe\n";
  await applyTo(
    bind(root),
    { name: `dir/${name}`, data: "1" },
    { name: "l", type: "1", link: `dir/${name}` },
  );
  expect(fs.readFileSync(Buffer.from(`${root}/dir/${name}`, "latin1"), "utf8")).toBe("1");
  const message = await complaint(bind(root), { name: `dir/${name}` }, { name: `dir/${name}/below` });
  expect(message).toStartWith('entry "dir/\ufffd\ufffd\\n/below": ');
});

test("a layer of nothing but long implicit directories is refused before the daemon must hold them", async () => {
  const deep = Array.from({ length: 15 }, () => "d".repeat(250)).join("/");
  const entries = Array.from({ length: 1200 }, (_, index) => ({
    pax: [["path", `${deep}/${index}/file`]] as const,
  }));
  expect(await complaint(bind(root), ...entries)).toMatch(
    /^entry "d{250}\/.*layer with too many directories that it does not name: resource exhausted$/,
  );
});

test("a full disk: the error names the entry", async () => {
  mount({ type: "tmpfs", source: "tmpfs", target: "", options: ["size=64k"] }, root);
  try {
    expect(
      await complaint(bind(root), { name: "small", data: "1" }, { name: "big", data: "x".repeat(200_000) }),
    ).toMatch(/^entry "big": ENOSPC/);
  } finally {
    await unmountAll(root);
  }
});

test("no descriptor stays open, also after errors", async () => {
  const count = (): number => {
    // What earlier tests dropped may be closed at any time.
    Bun.gc(true);
    return fs.readdirSync("/proc/self/fd").length;
  };
  const before = count();
  await applyTo(upper(root), { name: "a/b/c", data: "1" }, { name: "a/.wh.x" }, { name: "a", type: "5" });
  await complaint(bind(root), { name: "a/b", data: "" }, { name: "a/b/c" });
  await complaint(bind(root), { name: "cut", data: "x", size: 5000 });
  expect(count()).toBe(before);
});
