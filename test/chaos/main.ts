// npm run chaos -- pods [--seed N] [--lives N] [--at-once N] [--log FILE]: lives of pods, disturbed at random moments.
// The seed is printed, and repeats what is done and when; what that meets is up to the machine. Exits with 1 when something did not hold.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type ChaosReport, podChaos } from "./pods/run.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    lives: { type: "string", default: "300" },
    "at-once": { type: "string", default: "6" },
    log: { type: "string", default: "" },
  },
});

function print({ problems, counts, daemonsKilled, shimsKilled, slowestStart }: ChaosReport): void {
  console.log(`killed: the daemon ${daemonsKilled} times, ${shimsKilled} shims`);
  console.log(`calls: ${counts.made}, of which ${counts.repeated} failed and were repeated`);
  console.log(
    `slowest: a call ${Math.round(counts.slowestMillis)} ms, a start of the daemon ${Math.round(slowestStart)} ms`,
  );
  for (const problem of problems) {
    console.log(`did not hold: ${problem}`);
  }
  console.log(problems.length === 0 ? "all has held" : `${problems.length} things did not hold`);
}

if (positionals.length !== 1 || positionals[0] !== "pods") {
  throw new Error("usage: npm run chaos -- pods [--seed N] [--lives N] [--at-once N] [--log FILE]");
}
const [seed, lives, atOnce] = [values.seed, values.lives, values["at-once"]].map(Number);
if (
  seed === undefined ||
  lives === undefined ||
  atOnce === undefined ||
  !(seed >= 0 && lives > 0 && atOnce > 0)
) {
  throw new Error("--seed, --lives and --at-once are numbers");
}
console.log(`seed ${seed}: ${lives} lives of pods, ${atOnce} at once`);
const begun = performance.now();
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    console.log(`${signal}: the pods are removed`);
    stop.abort();
  });
}
const report = await podChaos({
  ...{ seed, lives, atOnce, signal: stop.signal },
  onEnd: (name, problems) => {
    if (problems.length > 0) {
      console.log(`${Math.round((performance.now() - begun) / 1000)} s: ${name}: ${problems.join("; ")}`);
    }
  },
});
print(report);
if (values.log !== "") {
  writeFileSync(values.log, report.log);
}
process.exit(report.problems.length === 0 ? 0 : 1);
