import { expect, test } from "bun:test";
import { silent } from "../log/index.ts";
import { Rollback } from "./rollback.ts";

function record(): { steps: string[]; step: (name: string) => () => void } {
  const steps: string[] = [];
  return { steps, step: (name) => () => void steps.push(name) };
}

test("steps are taken back in reverse when a later one fails", async () => {
  const { steps, step } = record();
  const work = async (): Promise<void> => {
    await using undo = new Rollback(silent);
    undo.add("first", step("first"));
    undo.add("second", step("second"));
    throw new Error("third failed");
  };
  await expect(work()).rejects.toThrow("third failed");
  expect(steps).toEqual(["second", "first"]);
});

test("nothing is taken back after a commit", async () => {
  const { steps, step } = record();
  {
    await using undo = new Rollback(silent);
    undo.add("first", step("first"));
    undo.commit();
  }
  expect(steps).toEqual([]);
});

test("a step that cannot be taken back hides no failure and keeps no other", async () => {
  const { steps, step } = record();
  const work = async (): Promise<void> => {
    await using undo = new Rollback(silent);
    undo.add("first", step("first"));
    undo.add("second", () => Promise.reject(new Error("stuck")));
    throw new Error("third failed");
  };
  await expect(work()).rejects.toThrow("third failed");
  expect(steps).toEqual(["first"]);
});
