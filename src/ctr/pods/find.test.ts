import { expect, test } from "bun:test";
import type { PodContainerInfo } from "../../client/index.ts";
import { messageOf } from "../../errors/index.ts";
import { findContainer, parseContainerPath } from "./find.ts";
import { currentOnly, type PodTree } from "./tree.ts";

function container(id: string, name: string, attempt: number): PodContainerInfo {
  const createdAt = { seconds: attempt, nanos: 0 };
  return {
    id,
    podId: "",
    name,
    attempt,
    state: "running",
    createdAt,
    startedAt: createdAt,
    finishedAt: undefined,
    image: "busybox",
    pid: 1,
    exitCode: 0,
    reason: "",
    logPath: "",
  };
}

function pod(id: string, namespace: string, name: string, changes: Partial<PodTree> = {}): PodTree {
  return {
    id,
    name,
    namespace,
    uid: id,
    attempt: 0,
    state: "ready",
    createdAt: { seconds: 1, nanos: 0 },
    ips: [],
    usesHostNetwork: false,
    pid: 0,
    runtimeHandler: "",
    containers: [],
    ...changes,
  };
}

const pods = [
  pod("aaa1", "default", "web", {
    state: "not ready",
    containers: [container("c1", "main", 0)],
  }),
  pod("bbb2", "default", "web", {
    createdAt: { seconds: 9, nanos: 0 },
    containers: [container("c2", "main", 0), container("c3", "main", 1), container("c4", "side", 0)],
  }),
  pod("ccc3", "default", "db", { containers: [container("c5", "main", 0)] }),
  pod("eee5", "default", "aaa", { containers: [container("c7", "c8", 0), container("c8", "main", 0)] }),
  pod("ddd4", "test", "db", { containers: [container("c6", "main", 0)] }),
];

function find(text: string): string {
  const path = parseContainerPath(text);
  return path === undefined ? "no path" : findContainer(pods, path).id;
}

test("by name, by namespace and name, and by the beginnings of ids", () => {
  expect(find("web/main")).toBe("c3");
  expect(find("default/web/main")).toBe("c3");
  expect(find("web/side")).toBe("c4");
  expect(find("aaa1/main")).toBe("c1");
  expect(find("web/c2")).toBe("c2");
  expect(find("test/db/main")).toBe("c6");
  expect(find("main")).toBe("no path");
});

test("a name is stronger than the beginning of an id", () => {
  expect(find("aaa/main")).toBe("c8");
  expect(find("aaa/c8")).toBe("c7");
});

const failures: readonly (readonly [string, string])[] = [
  ["db/main", 'pod "db" may be any of default/db, test/db: invalid argument'],
  ["nowhere/web/main", 'pod "nowhere/web": not found'],
  ["web/init", 'container "init" in pod default/web, which has main, side: not found'],
  ["/main", 'pod "": not found'],
  ["web/", 'container "" in pod default/web, which has main, side: not found'],
];

for (const [text, message] of failures) {
  test(`${JSON.stringify(text)} is refused`, () => {
    let thrown: unknown;
    try {
      find(text);
    } catch (error) {
      thrown = error;
    }
    expect(messageOf(thrown)).toBe(message);
  });
}

test("pods that have ended and runs that were followed by others are left out", () => {
  const ids = currentOnly(pods).map(({ id, containers }) => [id, ...containers.map((each) => each.id)]);
  expect(ids).toEqual([
    ["bbb2", "c3", "c4"],
    ["ccc3", "c5"],
    ["eee5", "c7", "c8"],
    ["ddd4", "c6"],
  ]);
});
