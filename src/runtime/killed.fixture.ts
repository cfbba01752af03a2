// A daemon of its own process for killed.test.ts, which kills it.
import { writeSync } from "node:fs";
import { TestBench } from "./testing.ts";

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
