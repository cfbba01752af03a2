import { expect, test } from "bun:test";
import { messageOf } from "../../errors/index.ts";
import { silent } from "../../log/index.ts";
import type { Files } from "./files.ts";
import { allKinds, kinds, kindsNamedBy } from "./kinds.ts";
import { nodeOf, resourceOf } from "./lease-resources.ts";
import { Leftovers } from "./leftovers.ts";
import type { Node } from "./objects.ts";

test("labels name what containerd's labels name", () => {
  expect([...kindsNamedBy("ref")].sort()).toEqual(["content", "image", "snapshot"]);
  expect([...kindsNamedBy("bref")].sort()).toEqual(["container", "content", "image", "snapshot"]);
});

test("a kind that a collection may remove is no root for ever", () => {
  const forever = allKinds.filter((kind) => kinds[kind].root === "always");
  expect(forever.filter((kind) => kinds[kind].sweep !== undefined)).toEqual([]);
  expect([...forever].sort()).toEqual(["container", "namespace", "sandbox"]);
});

test.each<[string, string, Node]>([
  ["content", `sha256:${"a".repeat(64)}`, { kind: "content", key: `sha256:${"a".repeat(64)}` }],
  ["ingests", "ref/x", { kind: "ingest", key: "ref/x" }],
  ["images", "docker.io/x", { kind: "image", key: "docker.io/x" }],
  ["snapshots/overlayfs", "a/b", { kind: "snapshot", key: "overlayfs/a/b" }],
])("a lease's resource %s %s is an object, and the other way round", (type, id, node) => {
  expect(nodeOf({ type, id })).toEqual(node);
  expect(resourceOf(node)).toEqual({ type, id });
});

test.each([
  ["content", "x", "invalid content resource id x: invalid checksum digest format: invalid argument"],
  ["content/x", "y", "invalid resource type content/x: invalid argument"],
  ["snapshots", "x", "invalid snapshot resource type snapshots: invalid argument"],
  ["snapshots/a/b", "x", "invalid snapshot resource type snapshots/a/b: invalid argument"],
  ["containers", "x", "resource type containers not supported yet: not implemented"],
])("a lease cannot hold %s %s", (type, id, message) => {
  let refusal: unknown;
  try {
    nodeOf({ type, id });
  } catch (error) {
    refusal = error;
  }
  expect(messageOf(refusal)).toBe(message);
});

/** Files in memory, of which some have a record. */
function memoryFiles(names: readonly string[], known: readonly string[] = []): Files & { left: Set<string> } {
  const left = new Set(names);
  return {
    left,
    async *list() {
      yield* left;
    },
    isKnown: (name) => known.includes(name),
    remove: async (name) => {
      left.delete(name);
    },
  };
}

test("of each kind the files go that have no record and that nobody holds", async () => {
  const files = {
    content: memoryFiles(["a", "b"], ["b"]),
    ingest: memoryFiles(["n/1/x", "n/2/y"], ["n/2/y"]),
    snapshot: memoryFiles(["native/1", "native/2"]),
  };
  const leftovers = new Leftovers(files, silent);
  await leftovers.search();
  {
    using _held = await leftovers.hold("snapshot", "native/2");
    await leftovers.remove();
  }
  const left = () => Object.values(files).map((each) => [...each.left]);
  expect(left()).toEqual([["b"], ["n/2/y"], ["native/2"]]);
  await leftovers.remove();
  expect(left()).toEqual([["b"], ["n/2/y"], []]);
});
