import { expect, setDefaultTimeout, test } from "bun:test";
import * as fs from "node:fs";
import { join } from "node:path";
import { describeTree } from "../../../test/harness/describe-tree.ts";
import { bind, LayerRig, upper } from "../../../test/harness/layer-rig.ts";
import { archive } from "../../../test/harness/tar-archive.ts";
import { mount, unmountAll } from "../../linux/mount.ts";
import { listXattrs } from "../../linux/xattr.ts";
import { uncompressedLayer } from "../media-type.ts";
import { apply } from "./apply.ts";

// Processes and disks of a busy machine take their time.
setDefaultTimeout(30_000);

const rig = new LayerRig();

test("files, links and nodes with owners, modes and times before 1970", async () => {
  await rig.apply(
    bind(rig.root),
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
  const find = describeTree(rig.root);
  expect(find).toContain("./dir d 1750 10 20 4096 -100001.9999999990");
  expect(find).toContain("./dir/file f 6711 1 2 4 -2.5000000000");
  expect(find).toContain("./dir/symlink l 777 3 4 10 77.0000000000 ../nowhere");
  expect(find).toContain("./null c 666 5 0 0");
  expect(fs.statSync(rig.at("null")).rdev).toBe(0x103);
  expect(fs.statSync(rig.at("dir/hard")).ino).toBe(fs.statSync(rig.at("dir/file")).ino);
  expect(fs.statSync(rig.at("late")).mode & 0o7777).toBe(0o755);
  // containerd leaves the root as it is.
  expect(fs.statSync(rig.root).mode & 0o7777).toBe(0o755);
});

test("xattrs: not the administrator's, and not where there can be none", async () => {
  const xattrs = [
    ["SCHILY.xattr.user.mine", "v"],
    ["SCHILY.xattr.trusted.overlay.redirect", "/etc"],
    ["SCHILY.xattr.user.overlay.opaque", "y"],
    ["SCHILY.xattr.security.capability", "\u0001\0\0\u0002\0\u0004\0\0\0\0\0\0\0\0\0\0\0\0\0\0"],
  ] as const;
  await rig.apply(
    bind(rig.root),
    { name: "file", data: "x", uid: 7, mode: 0o4755, pax: xattrs },
    { name: "dir", type: "5", pax: xattrs.slice(0, 3) },
    { name: "link", type: "2", link: "file", pax: xattrs.slice(0, 3) },
    { name: "fifo", type: "6", pax: xattrs.slice(0, 1) },
  );
  expect(listXattrs(rig.at("file")).sort()).toEqual(["security.capability", "user.mine"]);
  expect(listXattrs(rig.at("dir"))).toEqual(["user.mine"]);
  expect(listXattrs(rig.at("link"))).toEqual([]);
  expect(fs.statSync(rig.at("file")).mode & 0o7777).toBe(0o4755);
});

test("a sparse file keeps its holes", async () => {
  const map = [
    ["GNU.sparse.size", "1000000000"],
    ["GNU.sparse.map", "500000000,3"],
  ] as const;
  await rig.apply(bind(rig.root), { name: "sparse", data: "abc", pax: map });
  const { size, blocks } = fs.statSync(rig.at("sparse"));
  expect(size).toBe(1_000_000_000);
  expect(blocks).toBeLessThan(100);
});

test("what is there is replaced, directories are merged", async () => {
  fs.mkdirSync(rig.at("dir/kept"), { recursive: true });
  fs.mkdirSync(rig.at("gone/deep/er"), { recursive: true });
  fs.symlinkSync(rig.outside, rig.at("link"));
  fs.symlinkSync(join(rig.outside, "secret"), rig.at("file-link"));
  await rig.apply(
    bind(rig.root),
    { name: "dir", type: "5", mode: 0o700 },
    { name: "gone", data: "a file now" },
    { name: "link", type: "5", mode: 0o777, mtime: 5 },
    { name: "file-link", data: "mine" },
    { name: "fifo", type: "6" },
    { name: "fifo", data: "no fifo" },
  );
  expect(fs.existsSync(rig.at("dir/kept"))).toBe(true);
  expect(fs.statSync(rig.at("dir")).mode & 0o777).toBe(0o700);
  expect(rig.content("gone")).toBe("a file now");
  expect(fs.lstatSync(rig.at("link")).isDirectory()).toBe(true);
  expect(rig.content("file-link")).toBe("mine");
  expect(rig.content("fifo")).toBe("no fifo");
  expect(describeTree(rig.outside)).toBe(rig.untouched);
});

test("errors name the entry", async () => {
  const long = "n".repeat(300);
  expect(await rig.complaint(bind(rig.root), { pax: [["path", `dir/${long}`]] })).toBe(
    `entry "dir/${long.slice(0, 251)}"…: open "${long.slice(0, 255)}"…: ENAMETOOLONG`,
  );
  expect(
    await rig.complaint(bind(rig.root), { name: "file", data: "" }, { name: "file/below", data: "" }),
  ).toContain('entry "file/below": ');
  expect(await rig.complaint(bind(rig.root), { name: "a", type: "2", link: "a" }, { name: "a/b" })).toContain(
    'entry "a/b": too many symbolic links',
  );
  expect(
    await rig.complaint(bind(rig.root), {
      name: "node",
      type: "3",
      raw: { 329: "\x80\0\0\0\0\xff\xff\xff" },
    }),
  ).toContain('entry "node": device number 16777215:0 out of range');
});

test("a read-only bind, a wrong digest and a wrong size are refused", async () => {
  expect(await rig.complaint(bind(rig.root, "ro"), { name: "file" })).toContain(
    "is mounted read-only: failed precondition",
  );
  const blob = join(rig.top, "blob");
  fs.writeFileSync(blob, archive({ name: "file" }));
  const digest = `sha256:${"0".repeat(64)}`;
  const job = { command: "apply", blob, mounts: bind(rig.root), sync: false } as const;
  const layer = { mediaType: uncompressedLayer, digest, size: 1536 };
  await expect(apply({ ...job, layer }, () => {})).rejects.toThrow(`blob ${digest} has the digest sha256:`);
  await expect(apply({ ...job, layer: { ...layer, size: 5 } }, () => {})).rejects.toThrow("has 1536 bytes");
  const other = { ...layer, mediaType: "application/x" };
  await expect(apply({ ...job, layer: other }, () => {})).rejects.toThrow(
    'layer of media type "application/x"',
  );
});

test("names of any bytes", async () => {
  const name = "\xff\xfe\n";
  await rig.apply(
    bind(rig.root),
    { name: `dir/${name}`, data: "1" },
    { name: "l", type: "1", link: `dir/${name}` },
  );
  expect(fs.readFileSync(Buffer.from(`${rig.root}/dir/${name}`, "latin1"), "utf8")).toBe("1");
  const message = await rig.complaint(bind(rig.root), { name: `dir/${name}` }, { name: `dir/${name}/below` });
  expect(message).toStartWith('entry "dir/\ufffd\ufffd\\n/below": ');
});

test("a layer of nothing but long implicit directories is refused before the daemon must hold them", async () => {
  const deep = Array.from({ length: 15 }, () => "d".repeat(250)).join("/");
  const entries = Array.from({ length: 1200 }, (_, index) => ({
    pax: [["path", `${deep}/${index}/file`]] as const,
  }));
  expect(await rig.complaint(bind(rig.root), ...entries)).toMatch(
    /^entry "d{250}\/.*layer with too many directories that it does not name: resource exhausted$/,
  );
});

test("a full disk: the error names the entry", async () => {
  mount({ type: "tmpfs", source: "tmpfs", target: "", options: ["size=64k"] }, rig.root);
  try {
    expect(
      await rig.complaint(
        bind(rig.root),
        { name: "small", data: "1" },
        { name: "big", data: "x".repeat(200_000) },
      ),
    ).toMatch(/^entry "big": ENOSPC/);
  } finally {
    await unmountAll(rig.root);
  }
});

test("no descriptor stays open, also after errors", async () => {
  const count = (): number => {
    // What earlier tests dropped may be closed at any time.
    Bun.gc(true);
    return fs.readdirSync("/proc/self/fd").length;
  };
  const before = count();
  await rig.apply(
    upper(rig.root),
    { name: "a/b/c", data: "1" },
    { name: "a/.wh.x" },
    { name: "a", type: "5" },
  );
  await rig.complaint(bind(rig.root), { name: "a/b", data: "" }, { name: "a/b/c" });
  await rig.complaint(bind(rig.root), { name: "cut", data: "x", size: 5000 });
  expect(count()).toBe(before);
});
