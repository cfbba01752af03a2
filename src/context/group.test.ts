import { expect, test } from "bun:test";
import { canceled, kindOf, messageOf, unavailable } from "../errors/index.ts";
import { WorkGroup } from "./group.ts";
import { background, derive } from "./index.ts";

const ctx = background("test");

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener("abort", () => resolve()));

test("the first failure of a group stops the others, which are waited for", async () => {
  const group = new WorkGroup(ctx);
  let isStopped = false;
  group.run(async () => {
    await aborted(group.ctx.signal);
    isStopped = true;
    throw new Error("because of the abort");
  });
  group.run(async () => {
    throw unavailable("the reason");
  });
  expect(await group.wait().then(() => "", messageOf)).toBe("the reason: unavailable");
  expect(isStopped).toBe(true);
});

test("work that work adds is waited for, too", async () => {
  const group = new WorkGroup(ctx);
  const done: string[] = [];
  group.run(async () => {
    group.run(async () => {
      await Promise.resolve();
      done.push("inner");
    });
    done.push("outer");
  });
  await group.wait();
  expect(done).toEqual(["outer", "inner"]);
});

test("a group ends with its caller", async () => {
  const stop = new AbortController();
  const group = new WorkGroup(derive(ctx, { signal: stop.signal }));
  group.run(async () => {
    await aborted(group.ctx.signal);
    throw group.ctx.signal.reason;
  });
  stop.abort(canceled("enough"));
  expect(await group.wait().then(() => "", kindOf)).toBe("canceled");
});
