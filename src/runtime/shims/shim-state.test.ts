import { expect, test } from "bun:test";
import { checkShimStep, isFinal, type ShimState } from "./shim-state.ts";

const allowed: readonly [ShimState, ShimState][] = [
  ["connected", "disconnected"],
  ["connected", "stopping"],
  ["connected", "left"],
  ["disconnected", "connected"],
  ["disconnected", "lost"],
  ["disconnected", "left"],
  ["stopping", "stopped"],
];
const states: readonly ShimState[] = ["connected", "disconnected", "stopping", "stopped", "lost", "left"];

test("a shim makes the steps of the table and no others", () => {
  for (const from of states) {
    for (const to of states) {
      const step = (): void => checkShimStep(from, to);
      if (allowed.some(([before, after]) => before === from && after === to)) {
        expect(step).not.toThrow();
      } else {
        expect(step).toThrow(`a shim that is ${from} cannot become ${to}`);
      }
    }
  }
});

test("what has stopped, was lost or was left stays so", () => {
  expect(states.filter(isFinal)).toEqual(["stopped", "lost", "left"]);
});
