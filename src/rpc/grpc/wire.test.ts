import { describe, expect, test } from "bun:test";
import { gzipSync } from "node:zlib";
import { Any, Status as RpcStatus } from "../gen/status.ts";
import type { Field } from "../http2/hpack/field.ts";
import { Deframer, prefixOf } from "./deframer.ts";
import { inflate, isKnownEncoding } from "./inflate.ts";
import { percentDecode, percentEncode } from "./percent.ts";
import { parseRequest } from "./request-head.ts";
import { formatTimeout, parseTimeout } from "./timeout.ts";
import { decodeTrailers, encodeTrailers } from "./trailers.ts";

describe("grpc-timeout", () => {
  const good: readonly (readonly [string, number])[] = [
    ["1H", 3_600_000],
    ["2M", 120_000],
    ["3S", 3_000],
    ["4m", 4],
    ["5000u", 5],
    ["6000000n", 6],
    ["0n", 0],
    ["99999999S", 99_999_999_000],
  ];
  for (const [text, millis] of good) {
    test(`${text} is ${millis} ms`, () => expect(parseTimeout(text)).toBeCloseTo(millis, 6));
  }
  for (const text of ["", "1", "S", "1s", "-1S", "1.5S", "100000000S", " 1S", "1S ", "1SS", "0x1S"]) {
    test(`${JSON.stringify(text)} is refused`, () => expect(parseTimeout(text)).toBeUndefined());
  }

  test("a timeout is written in the finest unit that fits, and never shortened", () => {
    expect(formatTimeout(0)).toBe("0n");
    expect(formatTimeout(-5)).toBe("0n");
    expect(formatTimeout(50)).toBe("50000000n");
    expect(formatTimeout(100.0001)).toBe("100001u");
    expect(formatTimeout(10_000_000)).toBe("10000000m");
    expect(formatTimeout(1e15)).toBe("99999999H");
    for (const millis of [0.001, 1, 99.9999999, 12_345.678, 1e9, 1e12]) {
      expect(parseTimeout(formatTimeout(millis))).toBeGreaterThanOrEqual(millis * (1 - 1e-12));
    }
  });
});

describe("grpc-message", () => {
  const pairs: readonly (readonly [plain: string, coded: string])[] = [
    ["", ""],
    ['not found: image "x"', 'not found: image "x"'],
    ["100%", "100%25"],
    ["a\nb\0", "a%0Ab%00"],
    ["ü€😀", "%C3%BC%E2%82%AC%F0%9F%98%80"],
    ["\u007f~", "%7F~"],
  ];
  for (const [plain, coded] of pairs) {
    test(JSON.stringify(plain), () => {
      expect(percentEncode(plain)).toBe(coded);
      expect(percentDecode(coded)).toBe(plain);
    });
  }

  test("sequences that are not properly encoded are left as they are", () => {
    expect(percentDecode("50% of %zz %4")).toBe("50% of %zz %4");
    expect(percentDecode("ü%C3%BC")).toBe("üü");
    expect(percentDecode("%ff")).toBe("\ufffd");
  });
});

describe("trailers", () => {
  test("the trailers of OK are one field", () => {
    expect(encodeTrailers({ code: 0, message: "" })).toEqual([{ name: "grpc-status", value: "0" }]);
  });

  test("details are decoded with and without base64 padding", () => {
    const details = [
      Any.encode({ typeUrl: "type.googleapis.com/x.Y", value: new Uint8Array([1, 2, 3]) }),
      Any.encode({ typeUrl: "z", value: new Uint8Array(300) }),
    ];
    const status = { code: 5, message: "image größer: not found", details };
    const fields = encodeTrailers(status);
    const decoded = decodeTrailers(fields);
    expect(decoded?.code).toBe(5);
    expect(decoded?.message).toBe(status.message);
    expect(decoded?.details?.map((detail) => Any.decode(detail).typeUrl)).toEqual([
      "type.googleapis.com/x.Y",
      "z",
    ]);
    const bytes = Buffer.from(fields.at(-1)?.value ?? "", "base64");
    expect(RpcStatus.decode(bytes).message).toBe(status.message);
    const padded = fields.map(({ name, value }) => ({
      name,
      value: name.endsWith("-bin") ? `${value}=` : value,
    }));
    expect(decodeTrailers(padded)?.details?.length).toBe(2);
  });

  test("trailers without a status, with a broken one, or with broken details", () => {
    expect(decodeTrailers([])).toBeUndefined();
    expect(decodeTrailers([{ name: "grpc-status", value: "x" }])).toEqual({ code: 2, message: "" });
    const broken = [
      { name: "grpc-status", value: "3" },
      { name: "grpc-status-details-bin", value: "/////w" },
    ];
    expect(decodeTrailers(broken)).toEqual({ code: 3, message: "" });
  });

  test("a status message that is too long for clients is cut", () => {
    const [, message] = encodeTrailers({ code: 2, message: "x".repeat(100_000) });
    expect(message?.value.length).toBeLessThan(9_000);
  });
});

describe("messages", () => {
  const messages = [new Uint8Array(0), new Uint8Array([1, 2, 3]), new Uint8Array(3_000_000).fill(9)];
  const wire = Buffer.concat(messages.flatMap((message) => [prefixOf(message), message]));
  for (const chunk of [1, 4, 5, 6, 16_384, 5_000_000]) {
    test(`in pieces of ${chunk}`, () => {
      const deframer = new Deframer(4_000_000);
      const lengths: number[] = [];
      for (let at = 0; at < wire.length; at += chunk) {
        deframer.push(wire, at, Math.min(at + chunk, wire.length), (frame) =>
          lengths.push(frame.bytes.length),
        );
      }
      expect(lengths).toEqual([0, 3, 3_000_000]);
      expect(deframer.isPartial).toBe(false);
    });
  }

  test("a message over the limit is refused as soon as its length is known", () => {
    const deframer = new Deframer(100);
    expect(() => deframer.push(prefixOf(new Uint8Array(101)), 0, 5, () => {})).toThrow("(101 vs. 100)");
  });

  test("a message of a gigabyte takes no memory before its bytes arrive", () => {
    const deframers = Array.from({ length: 1000 }, () => new Deframer(0x7fff_ffff));
    const before = process.memoryUsage().rss;
    for (const deframer of deframers) {
      deframer.push(new Uint8Array([0, 0x40, 0, 0, 0, 1]), 0, 6, () => {});
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(200 << 20);
  });
});

describe("gzip", () => {
  test("a message is inflated up to the limit and no further", async () => {
    const bytes = gzipSync(Buffer.alloc(1000, 1));
    expect((await inflate(bytes, 1000)).length).toBe(1000);
    await expect(inflate(bytes, 999)).rejects.toThrow("larger than max 999");
    const bomb = gzipSync(Buffer.alloc(64 << 20));
    await expect(inflate(bomb, 1 << 20)).rejects.toThrow("after decompression");
  });

  test("gzip that is damaged or cut off is an error", async () => {
    await expect(inflate(new Uint8Array([1, 2, 3]), 100)).rejects.toThrow("unmarshalling");
    await expect(inflate(gzipSync("hello").subarray(0, 12), 100)).rejects.toThrow("unmarshalling");
  });

  test("encodings", () => {
    for (const encoding of [undefined, "", "identity", "gzip"]) {
      expect(isKnownEncoding(encoding)).toBe(true);
    }
    expect(isKnownEncoding("snappy")).toBe(false);
  });
});

describe("request headers", () => {
  const base: Record<string, string> = {
    ":method": "POST",
    ":scheme": "http",
    ":path": "/a.B/C",
    "content-type": "application/grpc",
  };
  const parse = (change: Record<string, string> = {}, more: Field[] = []) =>
    parseRequest([
      ...Object.entries({ ...base, ...change }).map(([name, value]) => ({ name, value })),
      ...more,
    ]);

  test("of a call", () => {
    const head = parse({ "grpc-timeout": "5S", "grpc-encoding": "gzip", "x-bin": "AAE" }, [
      { name: "containerd-namespace", value: "first" },
      { name: "containerd-namespace", value: "second" },
    ]);
    expect(head).toMatchObject({ service: "a.B", method: "C", timeout: 5000, encoding: "gzip" });
    const metadata = "metadata" in head ? [...head.metadata] : [];
    expect(metadata).toEqual([
      ["x-bin", "AAE"],
      ["containerd-namespace", "first"],
    ]);
  });

  const refused: readonly (readonly [
    name: string,
    Record<string, string>,
    http: number,
    code: number,
    text: string,
  ])[] = [
    [
      "another content type",
      { "content-type": "text/html" },
      415,
      3,
      'invalid gRPC request content-type "text/html"',
    ],
    ["nearly the content type", { "content-type": "application/grpcweb" }, 415, 3, "invalid gRPC request"],
    [
      "another method",
      { ":method": "GET" },
      405,
      13,
      'Received a HEADERS frame with :method "GET" which should be POST',
    ],
    ["no slash at all", { ":path": "foo" }, 200, 12, 'malformed method name: "foo"'],
    ["no first slash", { ":path": "a.B/C" }, 200, 12, 'malformed method name: "a.B/C"'],
    ["only the first slash", { ":path": "/foo" }, 200, 12, 'malformed method name: "/foo"'],
    ["a bad timeout", { "grpc-timeout": "1x" }, 400, 13, "malformed grpc-timeout"],
    [
      "an unknown encoding",
      { "grpc-encoding": "br" },
      200,
      12,
      'Decompressor is not installed for grpc-encoding "br"',
    ],
  ];
  for (const [name, change, httpStatus, code, text] of refused) {
    test(`refused: ${name}`, () => {
      expect(parse(change)).toMatchObject({
        httpStatus,
        status: { code, message: expect.stringContaining(text) },
      });
    });
  }

  for (const contentType of ["application/grpc", "application/grpc+proto", "application/grpc;x=y"]) {
    test(`taken: ${contentType}`, () =>
      expect("service" in parse({ "content-type": contentType })).toBe(true));
  }
});
