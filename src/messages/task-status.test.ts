import { expect, test } from "bun:test";
import type { TaskStatus } from "../core/task.ts";
import { Status as ShimStatus2 } from "../rpc/gen/task2.ts";
import { Status as ShimStatus3 } from "../rpc/gen/task3.ts";
import { fromTaskStatus, toTaskStatus } from "./task-status.ts";

test.each<[TaskStatus, keyof typeof ShimStatus3 & keyof typeof ShimStatus2]>([
  ["unknown", "UNKNOWN"],
  ["created", "CREATED"],
  ["running", "RUNNING"],
  ["stopped", "STOPPED"],
  ["paused", "PAUSED"],
  ["pausing", "PAUSING"],
])("%s has the same number everywhere", (status, name) => {
  expect(fromTaskStatus(status)).toBe(ShimStatus3[name]);
  expect(fromTaskStatus(status)).toBe(ShimStatus2[name]);
  expect(toTaskStatus(fromTaskStatus(status))).toBe(status);
});

test("a number from a later version is unknown", () => {
  expect(toTaskStatus(99)).toBe("unknown");
});
