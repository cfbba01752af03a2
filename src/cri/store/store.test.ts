import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ContainerState } from "../../rpc/gen/cri.ts";
import { IdIndex } from "./id-index.ts";
import { NameIndex, newId } from "./names.ts";
import { newStatus, readStatus, stateOf, writeStatus } from "./status.ts";

const directory = mkdtempSync(join(tmpdir(), "cri-store-"));
afterAll(() => rmSync(directory, { recursive: true }));

test("ids are found whole or by their beginning, if only one begins so", () => {
  const index = new IdIndex<{ id: string }>("sandbox");
  index.add({ id: "abc1" });
  index.add({ id: "abd2" });
  expect(index.get("abc", "find").id).toBe("abc1");
  expect(() => index.get("ab", "find")).toThrow("find: Multiple IDs found with provided prefix: ab");
  expect(() => index.find("")).toThrow(
    `an error occurred when try to find sandbox "": prefix can't be empty`,
  );
  expect(index.find("x")).toBeUndefined();
  expect(["abc", "ab", "x", ""].map((prefix) => index.complete(prefix))).toEqual(["abc1", "ab", "x", ""]);
});

test("a name is reserved for one id until it is released", () => {
  const names = new NameIndex();
  names.reserve("pod", "1");
  names.reserve("pod", "1");
  expect(() => names.reserve("pod", "2")).toThrow('name "pod" is reserved for "1"');
  names.release("pod", "2");
  expect(() => names.reserve("pod", "2")).toThrow('name "pod" is reserved for "1"');
  names.release("pod", "1");
  names.reserve("pod", "2");
});

test("ids are 64 hexadecimal digits", () => {
  expect(newId()).toMatch(/^[0-9a-f]{64}$/);
});

test("a status survives a restart to the nanosecond", () => {
  const status = {
    ...newStatus,
    pid: 7,
    createdAt: 1_790_000_000_123_456_789n,
    finishedAt: 1n,
    exitCode: 137,
    reason: "OOMKilled",
    isStarting: true,
  };
  writeStatus(directory, status);
  expect(readStatus(directory)).toEqual(status);
});

test("a status that is damaged is named by its file", () => {
  writeFileSync(join(directory, "status"), "{");
  expect(() => readStatus(directory)).toThrow(`status of a container in ${join(directory, "status")}`);
});

test.each([
  [{}, ContainerState.CONTAINER_UNKNOWN],
  [{ createdAt: 1n }, ContainerState.CONTAINER_CREATED],
  [{ createdAt: 1n, startedAt: 2n }, ContainerState.CONTAINER_RUNNING],
  [{ createdAt: 1n, startedAt: 2n, finishedAt: 3n }, ContainerState.CONTAINER_EXITED],
  [{ createdAt: 1n, finishedAt: 3n }, ContainerState.CONTAINER_EXITED],
  [{ createdAt: 1n, startedAt: 2n, isUnknown: true }, ContainerState.CONTAINER_UNKNOWN],
])("the state of %p", (change, state) => {
  expect(stateOf({ ...newStatus, ...change })).toBe(state);
});
