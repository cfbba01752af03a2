// Running containers: run to exit, exec, many at once, standard output, memory.
import { succeed } from "../../test/harness/command.ts";
import { interleaved, median, type Row, timed } from "./measure.ts";
import { memoryOf, type Side, shimsOf } from "./sides.ts";

let serial = 0;
const fresh = (prefix: string): string => `${prefix}-${serial++}`;

export async function runToExit(sides: [Side, Side], image: string): Promise<Row> {
  const run = (side: Side) => () => timed(() => side.ctr("run", "--rm", image, fresh("run"), "true"));
  const [tsrt, containerd] = await interleaved(20, run(sides[0]), run(sides[1]));
  return { what: "run to exit", unit: "ms", tsrt, containerd, mark: { is: "≤", ratio: 0.5 } };
}

export async function execInRunning(sides: [Side, Side], image: string): Promise<Row> {
  for (const side of sides) {
    await side.ctr("run", "-d", image, "exec-target", "sleep", "100000");
  }
  const exec = (side: Side) => () =>
    timed(() => side.ctr("task", "exec", "--exec-id", fresh("e"), "exec-target", "true"));
  const [tsrt, containerd] = await interleaved(20, exec(sides[0]), exec(sides[1]));
  for (const side of sides) {
    await removeAll(side, ["exec-target"]);
  }
  return { what: "exec", unit: "ms", tsrt, containerd, mark: { is: "≤", ratio: 0.7 } };
}

export async function eightAtOnce(sides: [Side, Side], image: string): Promise<Row> {
  const rounds = 4;
  const batch = (side: Side) => async () => {
    const millis = await timed(() =>
      Promise.all(Array.from({ length: 8 }, () => side.ctr("run", "--rm", image, fresh("many"), "true"))),
    );
    return 8 / (millis / 1000);
  };
  const [tsrt, containerd] = await interleaved(rounds, batch(sides[0]), batch(sides[1]));
  return { what: "runs, 8 at once", unit: "per s", tsrt, containerd, mark: { is: "≥", ratio: 1.8 } };
}

export async function standardOutput(sides: [Side, Side], image: string): Promise<Row> {
  const megabytes = 2000;
  const write = (side: Side) => async () => {
    const command = `ctr -a ${side.address} -n ${side.namespace} run --rm ${image} ${fresh("out")} dd if=/dev/zero bs=1M count=${megabytes} 2>/dev/null >/dev/null`;
    const empty = `ctr -a ${side.address} -n ${side.namespace} run --rm ${image} ${fresh("out")} true`;
    const whole = await timed(() => succeed(["sh", "-c", command], { timeout: 60_000 }));
    const start = await timed(() => succeed(["sh", "-c", empty]));
    return megabytes / ((whole - start) / 1000);
  };
  const [tsrt, containerd] = await interleaved(3, write(sides[0]), write(sides[1]));
  return { what: "stdout", unit: "MB/s", tsrt, containerd, mark: { is: "≥", ratio: 1.5 } };
}

/** Measures the memory of 20 shims and of the daemons, 10 s after each container had an exec, a stats call and 1 MB of output. */
export async function memory(sides: [Side, Side], image: string): Promise<Row[]> {
  const count = 20;
  const ids = Array.from({ length: count }, (_, index) => `memory-${index}`);
  const loud = ["sh", "-c", "dd if=/dev/zero bs=1M count=1 2>/dev/null; exec sleep 100000"];
  for (const side of sides) {
    for (const id of ids) {
      await side.ctr("run", "-d", image, id, ...loud);
      await side.ctr("task", "exec", "--exec-id", "e", id, "true");
      await side.ctr("task", "metrics", id);
    }
  }
  await Bun.sleep(10_000);
  const rows: Row[] = [];
  const shims = sides.map((side) => shimsOf(side).map(memoryOf)) as [
    ReturnType<typeof memoryOf>[],
    ReturnType<typeof memoryOf>[],
  ];
  const daemons = sides.map((side) => memoryOf(side.pid())) as [
    ReturnType<typeof memoryOf>,
    ReturnType<typeof memoryOf>,
  ];
  for (const side of sides) {
    await removeAll(side, ids);
  }
  const [ours, theirs] = shims;
  if (ours.length !== count || theirs.length !== count) {
    throw new Error(`found ${ours.length} and ${theirs.length} shims of ${count} containers`);
  }
  const uss = (of: typeof ours): number => median(of.map((memory) => memory.uss)) / 1024;
  const pss = (of: typeof ours): number => median(of.map((memory) => memory.pss)) / 1024;
  const mark = { is: "≤", ratio: 1 } as const;
  rows.push({
    what: "shim, private memory (USS)",
    unit: "MB",
    tsrt: uss(ours),
    containerd: uss(theirs),
    mark,
  });
  rows.push({
    what: "shim, proportional memory (PSS)",
    unit: "MB",
    tsrt: pss(ours),
    containerd: pss(theirs),
  });
  rows.push({
    what: "daemon, private memory",
    unit: "MB",
    tsrt: daemons[0].uss / 1024,
    containerd: daemons[1].uss / 1024,
  });
  return rows;
}

async function removeAll(side: Side, ids: readonly string[]): Promise<void> {
  const remove = async (id: string): Promise<void> => {
    await side.ctr("task", "rm", "-f", id).catch(() => undefined);
    await side.ctr("container", "rm", id);
  };
  // Nobody reads what the containers have printed, so that either side waits 10 s for a reader before it deletes a task.
  await Promise.all(ids.map(remove));
}
