// The daemon refuses hostile layers by the entry's name, or confines them to the snapshot, and the host does not change.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { command, type Result } from "../harness/command.ts";
import { Daemon, executable } from "../harness/daemon.ts";
import { describeTree } from "../harness/describe-tree.ts";
import { archive, type CraftedEntry, entry, pax } from "../harness/tar-archive.ts";
import { type EvilImage, writeEvilArchive } from "./evil-image.ts";
import { ingestsOf, snapshotsOf } from "./traces.ts";

let daemon: Daemon;
/** A directory of the host that no archive may change. */
let victim: string;
let untouched: string;
let count = 0;

beforeAll(async () => {
  daemon = await Daemon.start();
  victim = daemon.directory.join("victim");
  mkdirSync(`${victim}/dir`, { recursive: true });
  writeFileSync(`${victim}/secret`, "secret", { mode: 0o600 });
  writeFileSync(`${victim}/dir/inner`, "inner");
  untouched = describeTree(victim);
});

afterAll(() => daemon[Symbol.asyncDispose]());

async function importEvil(evil: EvilImage): Promise<{ name: string; result: Result }> {
  const name = `docker.io/library/evil:${count++}`;
  const file = daemon.directory.join("evil.tar");
  await writeEvilArchive(file, name, evil);
  const argv = [executable, "ctr", "-a", daemon.address, "images", "import", file];
  return { name, result: await command(argv, { timeout: 150_000 }) };
}

const climb = (path: string): string => `../../../../../../../../../..${path}`;

/** Entries that mean `path` on the host, by each way out that archives have tried. */
const escapes: [string, (path: string) => (CraftedEntry | Buffer)[]][] = [
  ["a name with ..", (path) => [{ name: climb(`${path}/new`), data: "evil" }]],
  ["an absolute name", (path) => [{ name: `${path}/new`, data: "evil" }]],
  [
    "a symlink out, then a file through it",
    (path) => [
      { name: "out", type: "2", link: path },
      { name: "out/new", data: "evil" },
      { name: "out/secret", data: "evil" },
    ],
  ],
  [
    "a climbing symlink, then a file through it",
    (path) => [
      { name: "out", type: "2", link: climb(path) },
      { name: "out/new", data: "evil" },
    ],
  ],
  [
    "a directory that becomes a symlink midway",
    (path) => [
      { name: "dir", type: "5" },
      { name: "dir/a", data: "a" },
      { name: "dir", type: "2", link: path },
      { name: "dir/new", data: "evil" },
    ],
  ],
  [
    "a symlink by way of a symlink",
    (path) => [
      { name: "one", type: "2", link: climb("") },
      { name: "two", type: "2", link: `one${path}` },
      { name: "two/new", data: "evil" },
    ],
  ],
  [
    "whiteouts outside",
    (path) => [{ name: climb(`${path}/.wh.secret`) }, { name: climb(`${path}/.wh..wh..opq`) }],
  ],
  [
    "whiteouts through a symlink",
    (path) => [
      { name: "out", type: "2", link: path },
      { name: "out/.wh.secret" },
      { name: "out/.wh..wh..opq" },
    ],
  ],
  [
    "the root itself as a symlink",
    (path) => [
      { name: ".", type: "2", link: path },
      { name: "new", data: "evil" },
    ],
  ],
];

test.each(escapes)("%s stays inside", async (_name, entries) => {
  const { name, result } = await importEvil({ layers: [archive(...entries(victim))] });
  expect(describeTree(victim)).toBe(untouched);
  if (result.status === 0) {
    const words = ["sh", "-c", `cat ${victim}/secret ${victim}/dir/inner`];
    const { stdout } = await daemon.ctr("run", "--rm", name, `e${count}`, ...words);
    expect(stdout).not.toContain("secret");
    expect(stdout).not.toContain("inner");
  } else {
    expect(result.stderr).toMatch(/entry|"/);
  }
  expect(describeTree(victim)).toBe(untouched);
});

test.each([
  ["a hard link out", (path: string) => [{ name: "link", type: "1", link: `${path}/secret` }]],
  ["a climbing hard link", (path: string) => [{ name: "link", type: "1", link: climb(`${path}/secret`) }]],
  [
    "a hard link through a symlink",
    (path: string) => [
      { name: "out", type: "2", link: path },
      { name: "link", type: "1", link: "out/secret" },
    ],
  ],
])("%s finds nothing, and is refused by its name", async (_name, entries) => {
  const { result } = await importEvil({ layers: [archive(...entries(victim))] });
  expect(result.stderr).toContain("link");
  expect(result.status).toBe(1);
  expect(describeTree(victim)).toBe(untouched);
});

const big = (size: number): [string, string][] => [["comment", "x".repeat(size)]];

const broken: [string, EvilImage, RegExp][] = [
  [
    "a negative size",
    { layers: [archive({ name: "bad-size", raw: { 124: `\xff${"\xff".repeat(11)}` } })] },
    /size/,
  ],
  ["a PAX header of 2 MiB", { layers: [archive(pax(big(2 << 20)), entry({ name: "f" }))] }, /pax|header/i],
  [
    "an archive cut off in a file",
    { layers: [entry({ name: "cut-off", data: "x", size: 5000 })] },
    /cut-off/,
  ],
  [
    "a broken checksum",
    { layers: [Buffer.concat([Buffer.alloc(512, 65), Buffer.alloc(1024)])] },
    /checksum|header/i,
  ],
  [
    "gzip cut off",
    {
      layers: [archive({ name: "f", data: "x".repeat(9999) })],
      compress: (tar) => gzipSync(tar).subarray(0, -9),
    },
    /gzip|truncated|unexpected end/i,
  ],
  [
    "garbage after gzip",
    {
      layers: [archive({ name: "garbage" })],
      compress: (tar) => Buffer.concat([gzipSync(tar), Buffer.from("garbage")]),
    },
    /gzip|garbage|trailing|header/i,
  ],
  [
    "what is no gzip",
    { layers: [archive({ name: "nothing" })], compress: () => Buffer.from("no gzip at all") },
    /gzip|unexpected|header|checksum|archive/i,
  ],
  ["a wrong diff id", { diffIds: [`sha256:${"0".repeat(64)}`] }, /diff id/],
];

test.each(broken)("%s: an error, and nothing committed", async (_name, evil, message) => {
  const { name, result } = await importEvil(evil);
  expect(result.stderr).toMatch(message);
  expect(result.status).toBe(1);
  expect((await daemon.ctr("images", "ls", "-q")).stdout).not.toContain(name);
  expect((await daemon.ctr("snapshots", "ls")).stdout).not.toContain("Active");
  expect(ingestsOf(daemon)).toEqual([]);
});

test("a layer of two gzip members is one archive", async () => {
  const tar = archive({ name: "a", data: "x".repeat(2000) }, { name: "b", data: "second" });
  const compress = (bytes: Uint8Array): Uint8Array =>
    Buffer.concat([gzipSync(bytes.subarray(0, 700)), gzipSync(bytes.subarray(700))]);
  const { name, result } = await importEvil({ layers: [tar], compress });
  expect(result).toMatchObject({ status: 0 });
  expect((await daemon.ctr("run", "--rm", name, "members", "cat", "/b")).stdout).toBe("second");
});

test("a decompression bomb takes neither the daemon's memory nor the host's", async () => {
  // 1 GiB of PAX records and 1 GiB of a sparse file's holes in some megabytes.
  const holes: CraftedEntry = {
    name: "holes",
    data: "",
    pax: [
      ["GNU.sparse.major", "0"],
      ["GNU.sparse.minor", "1"],
      ["GNU.sparse.size", String(2 ** 40)],
      ["GNU.sparse.map", ""],
    ],
  };
  const { result } = await importEvil({
    layers: [archive({ name: "zeros", data: new Uint8Array(200 << 20) }, holes)],
  });
  expect(peakMemory(daemon.pid)).toBeLessThan(400 << 20);
  expect([0, 1]).toContain(result.status);
});

/** Directories deeper than any path: each part hangs on the end of the one before, by a link. */
function bottomless(): CraftedEntry[] {
  const entries: CraftedEntry[] = [];
  let start = "";
  for (let part = 1; part <= 3; part++) {
    for (let depth = 1; depth <= 1900; depth++) {
      entries.push({ type: "5", pax: [["path", start + "d/".repeat(depth)]] });
    }
    entries.push({ name: `part${part}`, type: "2", pax: [["linkpath", start + "d/".repeat(1900)]] });
    start = `part${part}/`;
  }
  return entries;
}

test("a layer deeper than any path is unpacked, counted and removed in its time", async () => {
  const { name, result } = await importEvil({ layers: [archive(...bottomless())] });
  expect(result).toMatchObject({ status: 0 });
  const usage = async (): Promise<string[]> =>
    (await daemon.ctr("snapshots", "usage")).stdout.trim().split("\n").slice(1);
  expect((await usage()).join()).toMatch(/ 5704\b/);
  expect((await daemon.ctr("images", "rm", "--sync", name)).status).toBe(0);
  expect(snapshotsOf(daemon).length).toBe((await usage()).length);
}, 180_000);

test("records and maps that repeat for every entry cost what their bytes do", async () => {
  const attributes = Array.from({ length: 34_000 }, (_, index): [string, string] => [
    `SCHILY.xattr.user.${index}`,
    "v",
  ]);
  const links = Array.from({ length: 1000 }, (_, index) => ({ name: `l${index}`, type: "2", link: "x" }));
  const count = 260_000;
  const map = `${count}\n${"0\n0\n".repeat(count)}`;
  const sparse: CraftedEntry = {
    name: "sparse",
    data: map.padEnd(Math.ceil(map.length / 512) * 512, "\0"),
    pax: [
      ["GNU.sparse.major", "1"],
      ["GNU.sparse.realsize", "0"],
    ],
  };
  const layer = archive(pax(attributes, "g"), ...links, sparse, sparse, sparse);
  const { name, result } = await importEvil({ layers: [layer] });
  expect(result).toMatchObject({ status: 0 });
  expect((await daemon.ctr("run", "--rm", name, "floods", "ls", "-l", "/l999")).stdout).toContain(
    "/l999 -> x",
  );
}, 60_000);

/** Bytes that a process has had at most. */
function peakMemory(pid: number): number {
  return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) << 10;
}

test("device nodes are made in the snapshot, and a container may not use them", async () => {
  const disk = { name: "disk", type: "4", major: 8, minor: 0, mode: 0o666 };
  const memory = { name: "memory", type: "3", major: 1, minor: 1, mode: 0o666 };
  const { name, result } = await importEvil({ layers: [archive(disk, memory)] });
  expect(result).toMatchObject({ status: 0 });
  for (const path of ["/disk", "/memory"]) {
    const { status, stdout, stderr } = await daemon.ctr("run", "--rm", name, "devices", "cat", path);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain("Operation not permitted");
  }
});

test("after all these layers the daemon has only complete blobs and snapshots", async () => {
  // A deletion that waits for a collection.
  await daemon.ctr("leases", "create", "--id", "last");
  await daemon.ctr("leases", "rm", "--sync", "last");
  const committed = (await daemon.ctr("snapshots", "ls")).stdout.trim().split("\n").slice(1);
  for (const line of committed) {
    expect(line).toContain("Committed");
  }
  expect(snapshotsOf(daemon).length).toBe(committed.length);
});
