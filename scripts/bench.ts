// npm run bench: measures tsrt and the containerd that `npm run reference` built, or else the one on PATH, with the same client,
// image and runc. The two sides take turns. It prints a table of ratios.
// Usage: npm run bench -- [containers] [memory] [images] [calls] [start] [parts] [pods] [many-pods] [logs]; without a name all parts run.
import { existsSync } from "node:fs";
import { cpus, release } from "node:os";
import { executable } from "../test/harness/daemon.ts";
import { writeArchive } from "../test/harness/image.ts";
import { preferredReference } from "../test/harness/reference.ts";
import { scratch } from "../test/harness/scratch.ts";
import { unaryCalls } from "./bench/calls.ts";
import { eightAtOnce, execInRunning, memory, runToExit, standardOutput } from "./bench/containers.ts";
import { freshDisk } from "./bench/disk.ts";
import { pullAndUnpack } from "./bench/images.ts";
import { logs } from "./bench/logs.ts";
import { manyPods } from "./bench/many-pods.ts";
import { type Row, tableHead, tableRows } from "./bench/measure.ts";
import { partsOfRun } from "./bench/parts.ts";
import { pods } from "./bench/pods.ts";
import { type Side, startSides } from "./bench/sides.ts";
import { daemonStart } from "./bench/start.ts";

const image = "docker.io/library/busybox:bench";

function describeMachine(): string {
  return [
    `${cpus().length} × ${cpus()[0]?.model}, kernel ${release()}`,
    `${preferredReference().name}; the client is the ctr of the same containerd`,
    "tsrt: SQLite synchronous=FULL, blobs and layers synced before commit",
    "containerd: bbolt synced per transaction, blobs synced before commit, layers not synced (its default)",
  ].join("\n");
}

type Part = (sides: [Side, Side]) => Promise<Row[]>;

/** What is measured of two daemons that run all the time. */
const parts: Record<string, Part> = {
  containers: async (sides) => [
    await runToExit(sides, image),
    await execInRunning(sides, image),
    await eightAtOnce(sides, image),
    await standardOutput(sides, image),
  ],
  memory: (sides) => memory(sides, image),
  images: (sides) => pullAndUnpack(sides, image),
  calls: (sides) => unaryCalls(sides, image),
};

/** What starts daemons of its own. */
const partsAlone: Record<string, () => Promise<Row[]>> = {
  start: async () => [await daemonStart()],
  pods,
  "many-pods": manyPods,
  logs,
};

/** The steps of a run have a table of their own. */
const partsOfRunName = "parts";

type IsWanted = (name: string) => boolean;

async function measureSides(isWanted: IsWanted): Promise<void> {
  using directory = scratch();
  const archive = directory.join("busybox.tar");
  await writeArchive(archive, { name: image });
  const sides = await startSides();
  await using _ours = sides[0];
  await using _theirs = sides[1];
  for (const side of sides) {
    await side.ctr("image", "import", archive);
  }
  for (const [, measure] of Object.entries(parts).filter(([name]) => isWanted(name))) {
    console.log(tableRows(await measure(sides)));
  }
  if (isWanted(partsOfRunName)) {
    console.log(`\n${await partsOfRun(sides, image)}`);
  }
}

function checkNames(names: readonly string[]): void {
  const known = [...Object.keys(partsAlone), ...Object.keys(parts), partsOfRunName];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new Error(`no part ${unknown}: ${known.join(", ")}`);
  }
}

async function main(names: readonly string[]): Promise<void> {
  if (!existsSync(executable)) {
    throw new Error("dist/tsrt is missing: npm run build");
  }
  checkNames(names);
  const isWanted: IsWanted = (name) => names.length === 0 || names.includes(name);
  await using disk = await freshDisk();
  console.log(describeMachine());
  console.log(disk.description);
  console.log(`\n${tableHead}`);
  for (const [, measure] of Object.entries(partsAlone).filter(([name]) => isWanted(name))) {
    console.log(tableRows(await measure()));
  }
  if ([...Object.keys(parts), partsOfRunName].some(isWanted)) {
    await measureSides(isWanted);
  }
}

await main(process.argv.slice(2));
