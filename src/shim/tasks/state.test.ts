import { expect, test } from "bun:test";
import { kindOf } from "../../errors/index.ts";
import { type Action, execRefusals, initRefusals, Lifecycle, type State } from "./state.ts";

const actions: Action[] = [
  "start",
  "pause",
  "resume",
  "update",
  "checkpoint",
  "exec",
  "resize",
  "kill",
  "delete",
];

function reach(state: State): Lifecycle {
  const ways: Record<State, State[]> = {
    created: [],
    running: ["running"],
    pausing: ["running", "pausing"],
    paused: ["running", "pausing", "paused"],
    stopped: ["running", "stopped"],
    deleted: ["deleted"],
  };
  const lifecycle = new Lifecycle(initRefusals);
  for (const step of ways[state]) {
    lifecycle.become(step);
  }
  return lifecycle;
}

function allowed(state: State): Action[] {
  return actions.filter((action) => {
    try {
      reach(state).require(action);
      return true;
    } catch {
      return false;
    }
  });
}

test("what an init may do in each state", () => {
  expect(allowed("created")).toEqual(["start", "update", "exec", "resize", "kill", "delete"]);
  expect(allowed("running")).toEqual(["pause", "update", "checkpoint", "exec", "resize", "kill"]);
  expect(allowed("pausing")).toEqual(["update", "checkpoint", "exec", "resize", "kill"]);
  expect(allowed("paused")).toEqual(["resume", "update", "checkpoint", "resize", "kill"]);
  expect(allowed("stopped")).toEqual(["resize", "kill", "delete"]);
  expect(allowed("deleted")).toEqual([]);
});

test("a deleted process is not found", () => {
  for (const action of ["kill", "delete"] as const) {
    try {
      reach("deleted").require(action);
      throw new Error("allowed");
    } catch (error) {
      expect(kindOf(error)).toBe("not found");
    }
  }
});

test("no way back", () => {
  expect(() => reach("stopped").become("running")).toThrow('invalid state transition "stopped" to "running"');
  const exec = new Lifecycle(execRefusals);
  exec.become("stopped");
  expect(() => exec.require("resize")).toThrow("cannot resize a stopped container");
});
