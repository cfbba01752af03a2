// npm run bench: measures tsrt and the containerd that `npm run reference` built, or else the one on PATH, with the same client,
// image and runc. The two sides take turns. It prints a table of ratios.
// Usage: npm run bench -- [containers] [memory] [images] [calls] [start] [parts]; without a name all parts run.
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
import { type Row, tableHead, tableRows } from "./bench/measure.ts";
import { partsOfRun } from "./bench/parts.ts";
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
  start: async () => [await daemonStart()],
};

async function main(wanted: readonly string[]): Promise<void> {
  if (!existsSync(executable)) {
    throw new Error("dist/tsrt is missing: npm run build");
  }
  await using disk = await freshDisk();
  console.log(describeMachine());
  console.log(disk.description);
  using directory = scratch();
  const archive = directory.join("busybox.tar");
  await writeArchive(archive, { name: image });
  const sides = await startSides();
  await using _ours = sides[0];
  await using _theirs = sides[1];
  for (const side of sides) {
    await side.ctr("image", "import", archive);
  }
  console.log(`\n${tableHead}`);
  for (const [name, measure] of Object.entries(parts)) {
    if (wanted.length === 0 || wanted.includes(name)) {
      console.log(tableRows(await measure(sides)));
    }
  }
  if (wanted.length === 0 || wanted.includes("parts")) {
    console.log(`\n${await partsOfRun(sides, image)}`);
  }
}

await main(process.argv.slice(2));
