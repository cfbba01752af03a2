// A runtime in a process of its own, for a test that kills it: creates, starts, awaits and deletes one task after another.
import { writeSync } from "node:fs";
import { TestBench } from "./runtime-bench.ts";

const bench = new TestBench(process.argv[2]);
const { ctx } = bench;
const { runtime } = await bench.start();
writeSync(1, "ready\n");
for (let count = 0; ; count++) {
  const id = `d${count}`;
  await runtime.create(ctx, bench.task(id, "sleep 0.02"));
  const waiting = runtime.wait(ctx, id, "");
  await runtime.start(ctx, id, "");
  await waiting;
  await runtime.delete(ctx, id);
}
