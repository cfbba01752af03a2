import { describe, expect, test } from "bun:test";
import { errorCode } from "./errors.ts";
import { preface } from "./frame.ts";
import { requestProblem, responseProblem, trailersProblem } from "./header-rules.ts";
import type { Field } from "./hpack/field.ts";
import { FrameReader } from "./reader.ts";
import { decodeSettings, encodeSettings, settingId } from "./settings.ts";

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ""), "hex"));

function read(bytes: Uint8Array, chunk: number, expectPreface = false): string[] {
  const frames: string[] = [];
  const sink = {
    frame(type: number, flags: number, id: number, source: Uint8Array, start: number, end: number) {
      frames.push(`${type} ${flags} ${id} ${Buffer.from(source.slice(start, end)).toString("hex")}`);
    },
  };
  const reader = new FrameReader(sink, 16_384, expectPreface);
  for (let at = 0; at < bytes.length; at += chunk) {
    reader.push(bytes.subarray(at, at + chunk));
  }
  return frames;
}

describe("frames", () => {
  const stream = hex(`
    000003 00 01 00000001 616263
    000000 04 01 00000000
    000008 06 00 80000000 0102030405060708
    000004 08 00 ffffffff 00000001`);
  const frames = ["0 1 1 616263", "4 1 0 ", "6 0 0 0102030405060708", "8 0 2147483647 00000001"];
  for (const chunk of [1, 2, 3, 8, 9, 10, 13, 1000]) {
    test(`in pieces of ${chunk}`, () => {
      expect(read(stream, chunk)).toEqual(frames);
      expect(read(Buffer.concat([preface, stream]), chunk, true)).toEqual(frames);
    });
  }

  test("a frame over the limit is refused by its length, before its payload arrives", () => {
    expect(() => read(hex("004001 00 00 00000001"), 9)).toThrow("16385 bytes");
    expect(() => read(hex("004001 00 00 00000001"), 1)).toThrow("16385 bytes");
  });

  test("bytes that are not the preface are refused at the first that differs", () => {
    expect(() => read(Buffer.from("GET / HTTP/1.1\r\n"), 1, true)).toThrow("preface");
    expect(() => read(Buffer.from("PRI * HTTP/1.1"), 100, true)).toThrow("preface");
  });
});

describe("settings", () => {
  test("settings are decoded in their order", () => {
    const bytes = encodeSettings([
      [settingId.initialWindowSize, 0x7fff_ffff],
      [settingId.headerTableSize, 0xffff_ffff],
    ]);
    expect(decodeSettings(bytes, 0, bytes.length)).toEqual([
      [4, 0x7fff_ffff],
      [1, 0xffff_ffff],
    ]);
  });

  const broken: readonly (readonly [hex: string, code: number])[] = [
    ["0002 00000002", errorCode.protocol],
    ["0004 80000000", errorCode.flowControl],
    ["0005 00003fff", errorCode.protocol],
    ["0005 01000000", errorCode.protocol],
    ["0004 000000", errorCode.frameSize],
  ];
  for (const [text, code] of broken) {
    test(`${text} is refused`, () => {
      const bytes = hex(text);
      expect(() => decodeSettings(bytes, 0, bytes.length)).toThrow(expect.objectContaining({ code }));
    });
  }
});

describe("header lists", () => {
  const list = (...rows: string[]): Field[] =>
    rows.map((row) => {
      const at = row.indexOf("=");
      return { name: row.slice(0, at), value: row.slice(at + 1) };
    });
  const request = [":method=POST", ":scheme=http", ":path=/a/b"];
  const requests: readonly (readonly [name: string, rows: string[], isFine: boolean])[] = [
    ["the least there must be", request, true],
    ["an authority, te: trailers", [...request, ":authority=x", "te=trailers"], true],
    ["no path", request.slice(0, 2), false],
    ["an empty path", [":method=GET", ":scheme=http", ":path="], false],
    ["a pseudo field after a regular one", [...request, "a=b", ":authority=x"], false],
    ["a pseudo field twice", [...request, ":path=/"], false],
    ["a pseudo field of responses", [...request, ":status=200"], false],
    ["connection", [...request, "connection=close"], false],
    ["transfer-encoding", [...request, "transfer-encoding=chunked"], false],
    ["te: gzip", [...request, "te=gzip"], false],
  ];
  for (const [name, rows, isFine] of requests) {
    test(`request: ${name}`, () => {
      expect(requestProblem(list(...rows)) === undefined).toBe(isFine);
    });
  }

  test("the rules for responses and trailers", () => {
    expect(responseProblem(list(":status=200", "a=b"))).toBeUndefined();
    expect(responseProblem(list("a=b"))).toBe(":status is missing");
    expect(trailersProblem(list("grpc-status=0"))).toBeUndefined();
    expect(trailersProblem(list(":status=200"))).toContain(":status");
    expect(trailersProblem([{ name: "Bad", value: "", malformed: true }])).toContain("not allowed");
  });
});
