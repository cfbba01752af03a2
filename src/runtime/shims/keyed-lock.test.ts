import { expect, test } from "bun:test";
import { KeyedLock } from "./keyed-lock.ts";

test("a keyed lock lets one in for each key, in order, also after failures", async () => {
  const lock = new KeyedLock();
  const order: string[] = [];
  const enter = (key: string, name: string) =>
    lock.run(key, async () => {
      order.push(`${name} in`);
      await Bun.sleep(5);
      order.push(`${name} out`);
      if (name === "bad") {
        throw new Error(name);
      }
    });
  const results = await Promise.allSettled([enter("k", "bad"), enter("k", "second"), enter("other", "free")]);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
  expect(order.filter((step) => !step.startsWith("free"))).toEqual([
    "bad in",
    "bad out",
    "second in",
    "second out",
  ]);
  expect(order.indexOf("free in")).toBeLessThan(order.indexOf("bad out"));
});
