import { describe, expect, test } from "bun:test";
import { ConnectionError, errorCode } from "../errors.ts";
import { HpackDecoder } from "./decoder.ts";
import { HpackEncoder } from "./encoder.ts";
import type { Field } from "./field.ts";
import { huffmanDecode, huffmanEncode, huffmanLength } from "./huffman.ts";

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ""), "hex"));

function decodeAll(decoder: HpackDecoder, block: Uint8Array): string[] {
  return decoder.decode(block, 0, block.length).fields.map(({ name, value }) => `${name}: ${value}`);
}

const request1 = [":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com"];
const request2 = [...request1, "cache-control: no-cache"];
const request3 = [
  ":method: GET",
  ":scheme: https",
  ":path: /index.html",
  ":authority: www.example.com",
  "custom-key: custom-value",
];
const date = "date: Mon, 21 Oct 2013 20:13:21 GMT";
const location = "location: https://www.example.com";
const response1 = [":status: 302", "cache-control: private", date, location];
const response2 = [":status: 307", "cache-control: private", date, location];
const response3 = [
  ":status: 200",
  "cache-control: private",
  "date: Mon, 21 Oct 2013 20:13:22 GMT",
  location,
  "content-encoding: gzip",
  "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1",
];

interface Vector {
  name: string;
  tableSize: number;
  blocks: readonly (readonly [hex: string, fields: readonly string[], tableSize: number])[];
}

const vectors: readonly Vector[] = [
  {
    name: "C.2.1 literal with indexing",
    tableSize: 4096,
    blocks: [["400a637573746f6d2d6b65790d637573746f6d2d686561646572", ["custom-key: custom-header"], 55]],
  },
  {
    name: "C.2.2 literal without indexing",
    tableSize: 4096,
    blocks: [["040c2f73616d706c652f70617468", [":path: /sample/path"], 0]],
  },
  {
    name: "C.2.3 literal never indexed",
    tableSize: 4096,
    blocks: [["100870617373776f726406736563726574", ["password: secret"], 0]],
  },
  { name: "C.2.4 indexed", tableSize: 4096, blocks: [["82", [":method: GET"], 0]] },
  {
    name: "C.3 requests without Huffman coding",
    tableSize: 4096,
    blocks: [
      ["828684410f7777772e6578616d706c652e636f6d", request1, 57],
      ["828684be58086e6f2d6361636865", request2, 110],
      ["828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565", request3, 164],
    ],
  },
  {
    name: "C.4 requests with Huffman coding",
    tableSize: 4096,
    blocks: [
      ["828684418cf1e3c2e5f23a6ba0ab90f4ff", request1, 57],
      ["828684be5886a8eb10649cbf", request2, 110],
      ["828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf", request3, 164],
    ],
  },
  {
    name: "C.5 responses without Huffman coding, with eviction",
    tableSize: 256,
    blocks: [
      [
        `4803333032580770726976617465611d4d6f6e2c203231204f637420323031332032303a31333a323120474d54
         6e1768747470733a2f2f7777772e6578616d706c652e636f6d`,
        response1,
        222,
      ],
      ["4803333037c1c0bf", response2, 222],
      [
        `88c1611d4d6f6e2c203231204f637420323031332032303a31333a323220474d54c05a04677a69707738666f6f3d4153444a4b48
         514b425a584f5157454f50495541585157454f49553b206d61782d6167653d333630303b2076657273696f6e3d31`,
        response3,
        215,
      ],
    ],
  },
  {
    name: "C.6 responses with Huffman coding, with eviction",
    tableSize: 256,
    blocks: [
      [
        "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3",
        response1,
        222,
      ],
      ["4883640effc1c0bf", response2, 222],
      [
        `88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab77ad94e7821dd7f2e6c7b335dfdfcd5b3960d5af2708
         7f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007`,
        response3,
        215,
      ],
    ],
  },
];

describe("RFC 7541 appendix C", () => {
  for (const { name, tableSize, blocks } of vectors) {
    test(name, () => {
      const decoder = new HpackDecoder(tableSize, 65_536);
      for (const [block, fields, size] of blocks) {
        expect(decodeAll(decoder, hex(block))).toEqual([...fields]);
        expect(decoder.tableSize).toBe(size);
      }
    });
  }

  test("C.1.2 and C.1.3: integers of more than their prefix", () => {
    // A resize has a prefix of 5 bits: 1337 is 1f 9a 0a there, and over the limit of a table of 256.
    const decoder = new HpackDecoder(4096, 65_536);
    expect(decodeAll(decoder, hex("3f9a0a 82"))).toEqual([":method: GET"]);
    expect(() => decodeAll(new HpackDecoder(1336, 65_536), hex("3f9a0a"))).toThrow("1337");
  });
});

describe("what a block must not contain", () => {
  const broken: readonly (readonly [name: string, block: string])[] = [
    ["index 0", "80"],
    ["an index past the tables", "be"],
    ["a name index past the tables", "7f0161"],
    ["a resize over the limit", "3fe21f"],
    ["a resize after a field", "8220"],
    ["a cut-off integer", "ff"],
    ["an integer without end", "ffffffffffffffff"],
    ["a string longer than the block", "400361"],
    ["a missing value", "400161"],
    ["a Huffman code with the end-of-string symbol", "0085ffffffffff"],
    ["Huffman padding of zeros", "00017881 18"],
    ["Huffman padding of a whole byte", "000178821fff"],
  ];
  for (const [name, block] of broken) {
    test(name, () => {
      const bytes = hex(block);
      const decode = () => new HpackDecoder(4096, 65_536).decode(bytes, 0, bytes.length);
      expect(decode).toThrow(ConnectionError);
      expect(decode).toThrow(expect.objectContaining({ code: errorCode.compression }));
    });
  }
});

test("a list over the limit is cut, and the dynamic table stays equal to the peer's", () => {
  const encoder = new HpackEncoder();
  const decoder = new HpackDecoder(4096, 200);
  const fields = Array.from({ length: 10 }, (_, index) => ({ name: `name-${index}`, value: "v".repeat(20) }));
  const block = encoder.encode(fields).slice();
  const { truncated, fields: kept } = decoder.decode(block, 0, block.length);
  expect(truncated).toBe(true);
  expect(kept.length).toBe(3);
  const next = encoder.encode([fields[9] as Field]).slice();
  expect(decodeAll(decoder, next)).toEqual([`name-9: ${"v".repeat(20)}`]);
});

test("a block with thousands of references to a large field takes no memory", () => {
  const decoder = new HpackDecoder(4096, 16_384);
  const insert = hex(`4001617f${"a11e"}${"62".repeat(4000)}`);
  decoder.decode(insert, 0, insert.length);
  const bomb = new Uint8Array(60_000).fill(0xbe);
  const { fields, truncated } = decoder.decode(bomb, 0, bomb.length);
  expect(truncated).toBe(true);
  expect(fields.length).toBeLessThan(10);
});

test("names and values that HTTP/2 forbids are marked", () => {
  for (const [name, value] of [
    ["Upper", "x"],
    ["sp ace", "x"],
    ["ok", "a\nb"],
    ["ok", "a\0b"],
    ["", "x"],
  ] as const) {
    const block = new HpackEncoder().encode([{ name, value }]);
    expect(new HpackDecoder(4096, 65_536).decode(block, 0, block.length).fields[0]?.malformed).toBe(true);
  }
});

describe("encoder", () => {
  test("a decoder reads whatever the encoder writes, with evictions and resizes", () => {
    const encoder = new HpackEncoder();
    const decoder = new HpackDecoder(4096, 1 << 20);
    let seed = 1;
    const random = (limit: number): number => {
      seed = (seed * 48_271) % 0x7fff_ffff;
      return seed % limit;
    };
    for (let round = 0; round < 500; round++) {
      if (random(20) === 0) {
        encoder.setLimit(random(5000));
      }
      const fields = Array.from({ length: random(12) }, () => ({
        name: `header-${random(30)}`,
        value: "é~\u0001x".repeat(random(10)) + random(40),
      }));
      const block = encoder.encode(fields).slice();
      expect(decodeAll(decoder, block)).toEqual(fields.map(({ name, value }) => `${name}: ${value}`));
    }
  });

  test("a field that is sent again takes one byte", () => {
    const encoder = new HpackEncoder();
    const fields = [
      { name: ":status", value: "200" },
      { name: "content-type", value: "application/grpc" },
    ];
    encoder.encode(fields);
    expect(encoder.encode(fields).length).toBe(2);
  });

  test("two resizes between blocks are both announced", () => {
    const encoder = new HpackEncoder();
    encoder.setLimit(0);
    encoder.setLimit(100);
    expect(Buffer.from(encoder.encode([{ name: ":method", value: "GET" }])).toString("hex")).toBe("203f4582");
  });
});

test("every byte is decoded from its Huffman code", () => {
  const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const code = new Uint8Array(huffmanLength(all));
  expect(huffmanEncode(all, code, 0)).toBe(code.length);
  const target = new Uint8Array(2000);
  expect(target.slice(0, huffmanDecode(code, 0, code.length, target))).toEqual(all);
});
