import { expect, test } from "bun:test";
import { encode } from "cborg";
import { kindOf, messageOf } from "../../errors/index.ts";
import { decodeRecord, encodeRecord, type RecordKind, type Records } from "./records.ts";

const time = { seconds: 1_700_000_000, nanos: 5 };
const any = { typeUrl: "t", value: new Uint8Array([0, 255]) };

const examples: Records = {
  namespace: {},
  image: {
    mediaType: "application/vnd.oci.image.index.v1+json",
    digest: `sha256:${"a".repeat(64)}`,
    size: 7,
    annotations: { "": "x", ["__proto__"]: "y" },
    createdAt: time,
    updatedAt: time,
  },
  container: {
    image: "busybox",
    runtime: "io.containerd.runc.v2",
    runtimeOptions: undefined,
    spec: any,
    snapshotter: "overlayfs",
    snapshotKey: "web",
    sandbox: "",
    extensions: { one: any, two: any },
    createdAt: time,
    updatedAt: time,
  },
  sandbox: {
    runtime: "",
    runtimeOptions: any,
    spec: undefined,
    sandboxer: "podsandbox",
    extensions: {},
    createdAt: time,
    updatedAt: { seconds: -1, nanos: 0 },
  },
  content: { size: 0, createdAt: time, updatedAt: time },
  ingest: { backendRef: "default/1/x", expected: "" },
  lease: { createdAt: time },
  snapshot: { createdAt: time, updatedAt: time, size: 4096, inodes: 2 },
};

const kinds = Object.keys(examples) as RecordKind[];

test.each(kinds)("a %s is read as it was written, and with fields that a later release appended", (kind) => {
  const bytes = encodeRecord(kind, examples[kind]);
  expect<unknown>(decodeRecord(kind, "x", bytes)).toEqual(examples[kind]);
  const [header = 0] = bytes;
  const longer = Buffer.concat([Uint8Array.of(header + 1), bytes.subarray(1), encode("appended")]);
  expect<unknown>(decodeRecord(kind, "x", longer)).toEqual(examples[kind]);
});

function refusal(kind: RecordKind, bytes: Uint8Array): { kind: string; message: string } {
  try {
    decodeRecord(kind, "x", bytes);
  } catch (error) {
    return { kind: kindOf(error), message: messageOf(error) };
  }
  throw new Error("was not refused");
}

test.each<[RecordKind, unknown, string]>([
  ["content", ["7", [1, 2], [1, 2]], 'size: must be an integer of at least 0, not "7"'],
  ["content", [7, [1], [1, 2]], "createdAt.nanos: must be an integer of at least 0, not undefined"],
  ["content", {}, "must be a list, not an object"],
  ["lease", [], "createdAt: must be a list, not undefined"],
  ["ingest", ["ref", null], "expected: must be a string, not null"],
  [
    "container",
    ["", "", null, ["t", "text"], "", "", "", [], [1, 2], [1, 2]],
    'spec.value: must be bytes, not "text"',
  ],
  [
    "sandbox",
    ["", null, null, "", [["k", ["t", 5]]], [1, 2], [1, 2]],
    "extensions[0].value.value: must be bytes, not 5",
  ],
])("a damaged %s names the object and the field", (kind, record, message) => {
  expect(refusal(kind, encode(record))).toEqual({
    kind: "data loss",
    message: `record of ${kind} "x": ${message}: data loss`,
  });
});

test("bytes that are no CBOR are data loss", () => {
  const { kind, message } = refusal("lease", Uint8Array.of(0x82, 1));
  expect(kind).toBe("data loss");
  expect(message).toStartWith('record of lease "x": CBOR decode error');
});

test.each(kinds)("no damage of a %s makes anything but a record or data loss", (kind) => {
  const bytes = encodeRecord(kind, examples[kind]);
  for (let position = 0; position < bytes.length; position++) {
    for (const value of [0, 0x1b, 0x7f, 0xff]) {
      const damaged = bytes.with(position, value);
      try {
        decodeRecord(kind, "x", damaged);
      } catch (error) {
        expect(kindOf(error)).toBe("data loss");
      }
    }
  }
});
