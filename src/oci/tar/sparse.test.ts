import { expect, test } from "bun:test";
import { entry } from "../../../test/harness/tar-archive.ts";
import { readOne, sparseMap } from "../../../test/harness/tar-reading.ts";

const sparseData = "AAABB";
const expanded = Buffer.from(`${"\0".repeat(10)}AAA${"\0".repeat(7)}BB${"\0".repeat(8)}`);

test("sparse files of all four formats are read", () => {
  const digits = (value: number): string => `${value.toString(8).padStart(11, "0")}\0`;
  const oldMap = digits(10) + digits(3) + digits(20) + digits(2);
  const old = readOne({
    type: "S",
    data: sparseData,
    raw: { 386: oldMap, 483: digits(30) },
    magic: "ustar  \0",
  });
  const zero = readOne({
    data: sparseData,
    pax: [
      ["GNU.sparse.size", "30"],
      ["GNU.sparse.numblocks", "2"],
      ["GNU.sparse.offset", "10"],
      ["GNU.sparse.numbytes", "3"],
      ["GNU.sparse.offset", "20"],
      ["GNU.sparse.numbytes", "2"],
    ],
  });
  const one = readOne({
    data: sparseData,
    pax: [
      ["GNU.sparse.size", "30"],
      ["GNU.sparse.map", "10,3,20,2"],
    ],
  });
  const map = "2\n10\n3\n20\n2\n".padEnd(512, "\0");
  const last = readOne({
    name: "GNUSparseFile.1/name",
    data: map + sparseData,
    pax: [
      ["GNU.sparse.major", "1"],
      ["GNU.sparse.minor", "0"],
      ["GNU.sparse.name", "real"],
      ["GNU.sparse.realsize", "30"],
    ],
  });
  for (const found of [old, zero, one, last]) {
    expect(found).toMatchObject({ size: 30, type: "file", content: expanded });
  }
  expect(last.name).toBe("real");
});

test("a sparse map in the data may take several blocks", () => {
  const runs = Array.from({ length: 200 }, (_, index) => `${index * 10}\n1\n`);
  const map = Buffer.from(`200\n${runs.join("")}`);
  const filled = Buffer.concat([map, Buffer.alloc(512 - (map.length % 512))]);
  const found = readOne({
    data: Buffer.concat([filled, Buffer.alloc(200, "x")]),
    pax: [
      ["GNU.sparse.major", "1"],
      ["GNU.sparse.realsize", "2000"],
    ],
  });
  expect(found.content.filter((byte) => byte === 0x78).length).toBe(200);
});

test("a sparse map of the greatest length is parsed once", () => {
  const count = 200_000;
  const map = `${count}\n${"0\n0\n".repeat(count)}`;
  const data = map.padEnd(Math.ceil(map.length / 512) * 512, "\0");
  const before = process.cpuUsage();
  expect(readOne({ data, pax: sparseMap }).sparse?.length).toBe(count);
  expect(process.cpuUsage(before).user).toBeLessThan(3_000_000);
});

test("an old sparse map goes on in extension blocks", () => {
  const digits = (value: number): string => `${value.toString(8).padStart(11, "0")}\0`;
  const runs = Array.from({ length: 30 }, (_, index) => digits(index * 10) + digits(1));
  const header = entry({
    type: "S",
    data: "",
    size: 30,
    raw: { 386: runs.slice(0, 4).join(""), 482: "\x01", 483: digits(300) },
    magic: "ustar  \0",
  });
  const extension = (from: number, more: boolean): Buffer => {
    const block = Buffer.alloc(512);
    block.write(runs.slice(from, from + 21).join(""), 0, "latin1");
    block[504] = more ? 1 : 0;
    return block;
  };
  const data = Buffer.alloc(512);
  data.write("x".repeat(30));
  const found = readOne(header, extension(4, true), extension(25, false), data);
  expect(found.sparse?.length).toBe(30);
  expect(found.content.filter((byte) => byte === 0x78).length).toBe(30);
});
