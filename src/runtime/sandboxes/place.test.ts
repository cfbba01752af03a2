import { expect, test } from "bun:test";
import type { NewTask } from "../../core/task.ts";
import { placeOf } from "./place.ts";

const task = { id: "a" } as NewTask;
const sandbox = { "io.kubernetes.cri.sandbox-id": "pod" };

test("the group is the first annotation that names one, else the task itself", () => {
  const groupOf = (annotations: Record<string, unknown>): string => placeOf(task, annotations).group;
  expect(groupOf({})).toBe("a");
  expect(groupOf(sandbox)).toBe("pod");
  expect(groupOf({ ...sandbox, "io.containerd.runc.v2.group": "g" })).toBe("g");
  expect(groupOf({ ...sandbox, "io.containerd.runc.v2.group": "" })).toBe("pod");
  expect(groupOf({ ...sandbox, "io.containerd.runc.v2.group": 7 })).toBe("pod");
});

test("a sandbox controller says where its shim listens", () => {
  expect(placeOf(task, sandbox).controller).toBeUndefined();
  const attached = { ...task, taskApiAddress: "grpc+unix:///s", taskApiVersion: 2 };
  expect(placeOf(attached, sandbox).controller).toEqual({
    address: "unix:///s",
    protocol: "grpc",
    version: 2,
  });
  const versionless = { ...task, taskApiAddress: "/s" };
  expect(placeOf(versionless, {}).controller).toEqual({ address: "/s", protocol: "ttrpc", version: 3 });
});
