// Makes durable changes until it is killed. It prints each change once it was acknowledged.
import { writeSync } from "node:fs";
import { derive } from "../../../src/context/index.ts";
import { NativeSnapshotter } from "../../../src/snapshotters/native/native.ts";
import { DiskBlobs } from "../../../src/stores/content/blobs.ts";
import { openMetadata } from "../../../src/stores/metadata/metadata.ts";
import { ctx, newContainer, put } from "./rig.ts";

const [root = "", round = ""] = process.argv.slice(2);
const metadata = await openMetadata({
  path: `${root}/meta.db`,
  blobs: await DiskBlobs.open(`${root}/content`),
  snapshotters: new Map([["native", await NativeSnapshotter.open(`${root}/native`)]]),
  publish: () => {},
});
const acknowledge = (kind: string, name: string): void => {
  writeSync(1, `${kind} ${name}\n`);
};
const { containers, leases, snapshots, collectable } = metadata;
const lease = `lease-${round}`;
await leases.create(ctx, { id: lease, labels: {} });
const leased = derive(ctx, { lease });
const native = snapshots.of("native");

async function makeContainers(worker: number): Promise<void> {
  for (let number = 0; ; number++) {
    const id = `c-${round}-${worker}-${number}`;
    await containers.create(ctx, newContainer(id));
    acknowledge("container", id);
  }
}

async function makeContent(): Promise<void> {
  for (let number = 0; ; number++) {
    const text = `${round} ${number}`;
    await put(metadata, text, {}, leased);
    acknowledge("content", text);
  }
}

async function makeSnapshots(): Promise<void> {
  for (let number = 0, parent = ""; ; number++) {
    const name = `s-${round}-${number}`;
    await native.prepare(leased, { key: `k-${name}`, parent });
    await native.commit(leased, { name, key: `k-${name}` });
    acknowledge("snapshot", name);
    parent = number % 4 === 3 ? "" : name;
  }
}

async function collect(): Promise<void> {
  for (;;) {
    await collectable.collect();
    await Bun.sleep(5);
  }
}

await Promise.all([makeContainers(0), makeContainers(1), makeContent(), makeSnapshots(), collect()]);
