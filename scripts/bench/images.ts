// Pulling and unpacking an image of hundreds of MB from a registry on loopback.
import { mkdirSync, writeFileSync } from "node:fs";
import { pushImage } from "../../test/harness/image.ts";
import { startRegistry } from "../../test/harness/registry.ts";
import { scratch } from "../../test/harness/scratch.ts";
import { latencyDuringPull } from "./calls.ts";
import { interleaved, type Row, timed } from "./measure.ts";
import type { Side } from "./sides.ts";

const layers = 5;
const filesPerLayer = 2400;
const averageFileBytes = 32_000;

/** Makes files that compress about as well as programs do. They have words of a small vocabulary between random bytes. */
function fill(directory: string, seed: number): void {
  let state = seed;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state;
  };
  for (let index = 0; index < filesPerLayer; index++) {
    const folder = `${directory}/l${seed}/d${index % 100}`;
    if (index < 100) {
      mkdirSync(folder, { recursive: true });
    }
    const bytes = new Uint32Array(((random() % 60_000) + 2_000) >>> 2);
    for (let at = 0; at < bytes.length; at++) {
      bytes[at] = at % 3 === 0 ? random() : (random() % 64) * 0x01010101;
    }
    writeFileSync(`${folder}/f${index}`, bytes);
  }
}

/** Pushes an image with `layers` layers above busybox's. */
export async function pushBigImage(reference: string): Promise<void> {
  using content = scratch("tsrt-bench-");
  const directories = Array.from({ length: layers }, (_, index) => content.join(`layer${index}`));
  for (const [index, directory] of directories.entries()) {
    mkdirSync(directory);
    fill(directory, index + 1);
  }
  await pushImage(reference, { layers: directories });
}

/** Pulls the image on each side in turn. After each pull it removes the image with its layers and snapshots. */
async function comparePulls(
  sides: [Side, Side],
  reference: string,
  how: { readonly name: string; readonly flags: readonly string[]; readonly mark: number },
): Promise<Row> {
  const pull = (side: Side) => async () => {
    const millis = await timed(() => side.ctr("image", "pull", ...how.flags, "--plain-http", reference));
    await side.ctr("image", "rm", "--sync", reference);
    await Bun.sleep(500);
    return millis;
  };
  const [tsrt, containerd] = await interleaved(5, pull(sides[0]), pull(sides[1]));
  const megabytes = Math.round((layers * filesPerLayer * averageFileBytes) / 1e6);
  const what = `pull and unpack, ${layers} layers of ${megabytes} MB in all, ${how.name}`;
  return { what, unit: "ms", tsrt, containerd, mark: { is: "≤", ratio: how.mark } };
}

const byTransfer = { name: "by the Transfer service", flags: [], mark: 0.45 };
/** A pull as nerdctl and dockerd do it: the client fetches, and asks the daemon to store and to apply. */
const byClient = { name: "by the client itself (ctr --local)", flags: ["--local"], mark: 0.5 };
/** The ctr of containerd 1.x has no other way to pull. */
const byOldClient = { ...byClient, name: "by the client itself (ctr 1.x)", flags: [] };

export async function pullAndUnpack(sides: [Side, Side], image: string): Promise<Row[]> {
  await using registry = await startRegistry();
  const reference = `${registry.host}/big:1`;
  await pushBigImage(reference);
  const ways = sides[0].reference.major >= 2 ? [byTransfer, byClient] : [byOldClient];
  const rows: Row[] = [];
  for (const way of ways) {
    rows.push(await comparePulls(sides, reference, way));
  }
  return [...rows, await latencyDuringPull(sides, image, reference)];
}
