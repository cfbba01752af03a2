import { expect, test } from "bun:test";
import { EventGate } from "./event-gate.ts";

test("what happens during a call is told after it, in order; what happens later at once", async () => {
  const gate = new EventGate();
  const told: string[] = [];
  await gate.during(async () => {
    gate.afterCalls(() => told.push("oom"));
    gate.afterCalls(() => told.push("exit"));
    await Promise.resolve();
    told.push("start");
  });
  expect(told).toEqual(["start", "oom", "exit"]);
  gate.afterCalls(() => told.push("late"));
  expect(told.at(-1)).toBe("late");
});

test("a call that fails opens the gate, but not for others that are under way", async () => {
  const gate = new EventGate();
  const told: string[] = [];
  const other = Promise.withResolvers<void>();
  const running = gate.during(() => other.promise);
  const failing = gate.during(async () => {
    gate.afterCalls(() => told.push("exit"));
    throw new Error("refused");
  });
  expect(failing).rejects.toThrow("refused");
  await failing.catch(() => {});
  expect(told).toEqual([]);
  other.resolve();
  await running;
  expect(told).toEqual(["exit"]);
});
