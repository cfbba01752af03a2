// A short run of `npm run chaos -- pods`.
import { expect, setDefaultTimeout, test } from "bun:test";
import { podChaos } from "./run.ts";

setDefaultTimeout(300_000);

test("pods come to their ends, and leave nothing, while the daemon and shims are killed", async () => {
  const { problems, daemonsKilled, shimsKilled } = await podChaos({ seed: 8, lives: 6, atOnce: 4 });
  expect(problems).toEqual([]);
  expect(daemonsKilled + shimsKilled).toBeGreaterThan(0);
});
