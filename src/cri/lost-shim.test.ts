import { expect, test } from "bun:test";
import { notFound, unavailable } from "../errors/index.ts";
import { despiteLostShim, isLostShim } from "./lost-shim.ts";

const closed = new Error("failed to kill", { cause: new Error("ttrpc: closed") });

/** Fails with each of the errors, then succeeds. */
function failing(...errors: Error[]): () => Promise<string> {
  return async () => {
    const error = errors.shift();
    if (error !== undefined) {
      throw error;
    }
    return "done";
  };
}

test("a lost shim is known by the words of the connection's end", () => {
  expect(isLostShim(closed)).toBe(true);
  expect(isLostShim(notFound("task x"))).toBe(false);
  expect(isLostShim(unavailable("no network"))).toBe(false);
});

test("a call is made again when its shim was lost, twice at most", async () => {
  expect(await despiteLostShim(failing(closed, closed))).toBe("done");
  await expect(despiteLostShim(failing(closed, closed, closed))).rejects.toBe(closed);
});

test("another failure is told at once", async () => {
  const call = failing(notFound("task x"));
  await expect(despiteLostShim(call)).rejects.toThrow("task x");
  expect(await call()).toBe("done");
});
