import { expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { archive, type CraftedEntry, entry, pax } from "../../../test/harness/tar-archive.ts";
import { complaint, read, readOne, sparseMap } from "../../../test/harness/tar-reading.ts";
import { TarWriter } from "./writer.ts";

test("entries of all types are read, however the archive is split into pieces", () => {
  const bytes = archive(
    { name: "dir/", type: "5", mode: 0o1777, uid: 1, gid: 2, mtime: 12345 },
    { name: "dir/file", data: "x".repeat(1000) },
    { name: "dir/empty", type: "\0" },
    { name: "dir/link", type: "2", link: "file" },
    { name: "dir/hard", type: "1", link: "dir/file" },
    { name: "dir/char", type: "3", major: 5, minor: 1 },
    { name: "dir/block", type: "4", major: 8, minor: 17 },
    { name: "dir/fifo", type: "6" },
    { name: "old-directory/", type: "0" },
  );
  const whole = read(bytes);
  expect(whole.map(({ name, type }) => `${type} ${name}`)).toEqual([
    "directory dir/",
    "file dir/file",
    "file dir/empty",
    "symlink dir/link",
    "hardlink dir/hard",
    "character dir/char",
    "block dir/block",
    "fifo dir/fifo",
    "directory old-directory/",
  ]);
  expect(whole[0]).toMatchObject({ mode: 0o1777, uid: 1, gid: 2, modified: { seconds: 12345, nanos: 0 } });
  expect(whole[1]?.content.toString()).toBe("x".repeat(1000));
  expect(whole[4]).toMatchObject({ link: "dir/file", size: 0 });
  expect(whole[6]).toMatchObject({ major: 8, minor: 17 });
  for (const step of [1, 511, 512, 513, 700]) {
    expect(read(bytes, step)).toEqual(whole);
  }
});

test("PAX records replace what the header says", () => {
  const found = readOne({
    data: "12345",
    size: 0,
    pax: [
      ["path", "é".repeat(80)],
      ["size", "5"],
      ["uid", "3000000000"],
      ["gid", "7"],
      ["mtime", "-1.25"],
      ["atime", "17.000000001999"],
      ["SCHILY.xattr.user.k", "v\0\n="],
      ["comment", "ignored"],
    ],
  });
  expect(found).toMatchObject({
    name: "é".repeat(80),
    size: 5,
    uid: 3000000000,
    gid: 7,
    modified: { seconds: -2, nanos: 750_000_000 },
    accessed: { seconds: 17, nanos: 1 },
  });
  expect(found.content.toString()).toBe("12345");
  expect([...(found.xattrs ?? [])]).toEqual([["user.k", "v\0\n="]]);
});

test("global records are dropped, together with the records before them", () => {
  const global = pax(
    [
      ["mtime", "99"],
      ["path", "evil"],
      ["size", "100000"],
      ["SCHILY.xattr.user.k", "v"],
    ],
    "g",
  );
  const found = read(
    archive(
      global,
      { name: "a", data: "1" },
      { name: "b", pax: [["mtime", "1"]] },
      pax([["path", "forgotten"]]),
      entry({ name: "././@LongLink", type: "L", data: "forgotten\0" }),
      global,
      { name: "c" },
    ),
  );
  expect(found.map(({ name, modified, xattrs }) => [name, modified?.seconds, xattrs?.size])).toEqual([
    ["a", 0, 0],
    ["b", 1, 0],
    ["c", 0, 0],
  ]);
});

test("of two PAX headers the last one counts", () => {
  const found = readOne(
    pax([
      ["path", "first"],
      ["uid", "5"],
    ]),
    { name: "header", pax: [["gid", "6"]] },
  );
  expect(found).toMatchObject({ name: "header", uid: 0, gid: 6 });
});

test("GNU long names and links, base 256, prefixes", () => {
  const long = "n".repeat(300);
  expect(
    readOne(
      entry({ name: "././@LongLink", type: "L", data: `${long}\0` }),
      entry({ name: "././@LongLink", type: "K", data: `${long}/target\0` }),
      { name: "short", type: "2", link: "short", magic: "ustar  \0" },
    ),
  ).toMatchObject({ name: long, link: `${long}/target` });
  const big = [0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3];
  const before = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe];
  expect(
    readOne({ data: "abc", raw: { 124: Buffer.from(big), 136: Buffer.from(before) }, magic: "ustar  \0" }),
  ).toMatchObject({ size: 3, modified: { seconds: -2, nanos: 0 } });
  expect(readOne({ name: "name", raw: { 345: "pre/fix" } }).name).toBe("pre/fix/name");
  expect(readOne({ name: "name", raw: { 345: "not a prefix" }, magic: "ustar  \0" }).name).toBe("name");
  expect(readOne({ name: "name", magic: "" }).name).toBe("name");
});

test.each<[string, string, (CraftedEntry | Buffer)[]]>([
  ["a broken checksum", "wrong checksum", [entry({}).fill(0x41, 0, 4)]],
  ["a negative size", "negative size", [{ name: "n", raw: { 124: Buffer.alloc(12, 0xff) } }]],
  ["a negative PAX size", 'entry "file": negative size', [{ pax: [["size", "-1"]] }]],
  ["a size beyond 2^53", "size out of range", [{ pax: [["size", "99999999999999999999"]] }]],
  ["a huge base 256 size", "size out of range", [{ raw: { 124: Buffer.alloc(12, 0xbf) } }]],
  ["a uid beyond 32 bits", 'entry "file": uid 4294967296 out of range', [{ pax: [["uid", "4294967296"]] }]],
  ["a negative uid", "uid -1 out of range", [{ raw: { 108: Buffer.alloc(8, 0xff) } }]],
  ["letters in a number", "bad size", [{ raw: { 124: "12x45" } }]],
  ["a huge PAX header", "with 2000000 bytes", [entry({ type: "x", size: 2_000_000 })]],
  ["a huge long name", "with 1048577 bytes", [entry({ type: "L", size: 1_048_577 })]],
  ["a PAX record without equals", "malformed pax record", [entry({ type: "x", data: "6 abc\n" }), {}]],
  [
    "a PAX record longer than its header",
    "malformed pax record",
    [entry({ type: "x", data: "99 a=b\n" }), {}],
  ],
  ["a PAX record of length 0", "malformed pax record", [entry({ type: "x", data: "0 a=b\n" }), {}]],
  ["a name with NUL in PAX", "malformed pax record", [{ pax: [["path", "a\0b"]] }]],
  ["a bad PAX time", 'entry "file": pax record with bad time', [{ pax: [["mtime", "1e9"]] }]],
  ["a huge global header", "with 2000000 bytes", [entry({ type: "g", size: 2_000_000 })]],
  ["a broken global record", "malformed pax record", [entry({ type: "g", data: "6 abc\n" }), {}]],
  ["a lone zero block", "lone zero block", [Buffer.alloc(512), entry({})]],
  [
    "an overlapping sparse map",
    'entry "file": malformed sparse map',
    [
      {
        data: "ab",
        pax: [
          ["GNU.sparse.size", "9"],
          ["GNU.sparse.map", "4,1,4,1"],
        ],
      },
    ],
  ],
  [
    "a sparse map beyond its size",
    "malformed sparse map",
    [
      {
        data: "ab",
        pax: [
          ["GNU.sparse.size", "9"],
          ["GNU.sparse.map", "8,2"],
        ],
      },
    ],
  ],
  [
    "a sparse map that is too short",
    "does not fit its data",
    [
      {
        data: "ab",
        pax: [
          ["GNU.sparse.size", "9"],
          ["GNU.sparse.map", "0,1"],
        ],
      },
    ],
  ],
  [
    "an endless sparse map",
    "malformed sparse map",
    [
      {
        data: `${"9".repeat(3)}\n`.padEnd(512, "\0"),
        pax: [
          ["GNU.sparse.major", "1"],
          ["GNU.sparse.realsize", "9"],
        ],
      },
    ],
  ],
  [
    "a sparse map with too many extents, at its first block,",
    "malformed sparse map",
    [entry({ pax: sparseMap, size: 1 << 24, data: "262145\n0\n".padEnd(512, "\0") })],
  ],
  [
    "a sparse map with a negative count",
    "malformed sparse map",
    [{ pax: sparseMap, data: "-1\n".padEnd(512, "\0") }],
  ],
  [
    "a sparse map without line feeds, at its first block,",
    "malformed sparse map",
    [entry({ pax: sparseMap, size: 1 << 24, data: "1".repeat(512) })],
  ],
  [
    "a sparse map over a megabyte",
    "malformed sparse map",
    [{ pax: sparseMap, data: `250000\n${"000\n0\n".repeat(250_000)}`.padEnd(1_500_672, "\0") }],
  ],
])("%s is refused", (_, message, entries) => {
  expect(complaint(...entries)).toContain(message);
});

test("an error names the entry in which an archive ends early; an archive without zero blocks is complete", () => {
  const bytes = entry({ name: "cut", data: "x".repeat(2000) });
  expect(() => read(bytes.subarray(0, 1000))).toThrow('archive ends inside entry "cut"');
  expect(() => read(bytes.subarray(0, 100))).toThrow("archive ends inside a header");
  expect(() => read(pax([["path", "x"]]))).toThrow("archive ends inside a header");
  expect(read(bytes).length).toBe(1);
});

test("bytes after the end of the archive are not read", () => {
  expect(
    read(Buffer.concat([archive({ name: "a" }), entry({ name: "b" }), Buffer.from("garbage")])).length,
  ).toBe(1);
});

test("an archive that the writer makes is read by the reader and by GNU tar", () => {
  const written: Buffer[] = [];
  const writer = new TarWriter((bytes) => written.push(Buffer.from(bytes)));
  const plain = { mode: 0o644, uid: 0, gid: 0, size: 0, modified: 1 };
  const long = `${"d".repeat(99)}/${"f".repeat(99)}`;
  const all = [
    { ...plain, name: "dir/", type: "directory" },
    { ...plain, name: long, type: "file", size: 5, modified: -5, uid: 3_000_000 },
    { ...plain, name: "\u00ff", type: "symlink", link: "l".repeat(200) },
    { ...plain, name: "dev", type: "character", major: 300, minor: 70000 },
    { ...plain, name: "cap", type: "file", xattrs: new Map([["security.capability", "\u0001\0\n"]]) },
  ] as const;
  for (const each of all) {
    writer.begin(each);
    if (each.size > 0) {
      writer.data(Buffer.from("hello"));
    }
  }
  writer.end();
  const bytes = Buffer.concat(written);
  const found = read(bytes);
  expect(found.map(({ name }) => name)).toEqual(all.map(({ name }) => name));
  expect(found[1]).toMatchObject({ modified: { seconds: -5, nanos: 0 }, uid: 3_000_000 });
  expect(found[1]?.content.toString()).toBe("hello");
  expect(found[2]?.link).toBe("l".repeat(200));
  expect(found[3]).toMatchObject({ major: 300, minor: 70000 });
  expect(found[4]?.xattrs?.get("security.capability")).toBe("\u0001\0\n");
  const listed = execFileSync("tar", ["-tf", "-", "--quoting-style=escape"], { input: bytes })
    .toString()
    .split("\n");
  expect(listed).toEqual(["dir/", long, "\\377", "dev", "cap", ""]);
});
