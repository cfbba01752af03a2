import { expect, test } from "bun:test";
import type { Node } from "./objects.ts";
import type { RecordKind } from "./records.ts";
import { retentionOf } from "./retention.ts";

const gc = (name: string, value: string) => ({ [`containerd.io/gc.${name}`]: value });

test.each<[string, string, Node[]]>([
  ["ref.content", "d", [{ kind: "content", key: "d" }]],
  ["ref.content.0", "d", [{ kind: "content", key: "d" }]],
  ["ref.content/a.b", "d", [{ kind: "content", key: "d" }]],
  ["ref.contents", "d", []],
  ["ref.image", "i", [{ kind: "image", key: "i" }]],
  ["ref.image.x", "i", [{ kind: "image", key: "i" }]],
  ["ref.container", "c", []],
  ["ref.snapshot.overlayfs", "s", [{ kind: "snapshot", key: "overlayfs/s" }]],
  ["ref.snapshot.overlayfs/x", "s/t", [{ kind: "snapshot", key: "overlayfs/s/t" }]],
  ["ref.snapshot", "s", []],
  ["ref", "s", []],
])("%s = %s", (name, value, references) => {
  expect(retentionOf("content", gc(name, value)).references).toEqual(references);
  expect(retentionOf("content", gc(name, value)).backReferences).toEqual([]);
});

test.each<[string, Node[]]>([
  ["bref.container", [{ kind: "container", key: "v" }]],
  ["bref.content.x", [{ kind: "content", key: "v" }]],
  ["bref.image/x", [{ kind: "image", key: "v" }]],
  ["bref.snapshot.native/x", [{ kind: "snapshot", key: "native/v" }]],
  ["bref.lease", []],
])("%s", (name, backReferences) => {
  expect(retentionOf("content", gc(name, "v")).backReferences).toEqual(backReferences);
  expect(retentionOf("content", gc(name, "v")).references).toEqual([]);
});

test.each<[RecordKind, string, number | null]>([
  ["image", "2000-01-01T00:00:00Z", 946_684_800_000],
  ["lease", "2000-01-01T01:00:00.25+01:00", 946_684_800_250],
  ["image", "2000-01-01", null],
  ["image", "2000-13-01T00:00:00Z", null],
  ["image", "946684800", null],
  ["content", "2000-01-01T00:00:00Z", null],
])("%s expires %s", (kind, value, expires) => {
  expect(retentionOf(kind, gc("expire", value)).expires).toBe(expires);
});

test("roots are content and snapshots, flat are leases", () => {
  const labels = { ...gc("root", "x"), ...gc("flat", "x") };
  const kinds: RecordKind[] = ["content", "snapshot", "image", "lease", "container"];
  expect(kinds.filter((kind) => retentionOf(kind, labels).rooted)).toEqual(["content", "snapshot"]);
  expect(kinds.filter((kind) => retentionOf(kind, labels).flat)).toEqual(["lease"]);
  expect(retentionOf("content", gc("root.since", "x")).rooted).toBe(true);
  expect(retentionOf("content", { "containerd.io/gcroot": "x" }).rooted).toBe(false);
});
