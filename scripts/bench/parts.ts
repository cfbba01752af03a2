// Measures the API calls of `run` one by one on both sides, to show where the time goes.

import { stub } from "../../src/rpc/channel.ts";
import { ContainersService } from "../../src/rpc/gen/containers.ts";
import { SnapshotsService } from "../../src/rpc/gen/snapshots.ts";
import { TasksService } from "../../src/rpc/gen/tasks.ts";
import { grpcChannel } from "../../src/rpc/grpc/client.ts";
import { bunTransport } from "../../src/rpc/transport/bun.ts";
import { median, pauseMillis } from "./measure.ts";
import type { Side } from "./sides.ts";

const rounds = 15;
const names = [
  "prepare snapshot",
  "create container",
  "create task",
  "wait + start",
  "exit",
  "delete task",
  "delete container",
  "remove snapshot",
];

/** Does one run by single calls; returns the milliseconds of each, in the order of `names`. */
async function runOnce(
  side: Side,
  id: string,
  spec: { typeUrl: string; value: Uint8Array },
  parent: string,
): Promise<number[]> {
  await using channel = grpcChannel(await bunTransport.connect({ path: side.address }));
  const options = { metadata: { "containerd-namespace": side.namespace } };
  const snapshots = stub(channel, SnapshotsService);
  const containers = stub(channel, ContainersService);
  const tasks = stub(channel, TasksService);
  const snapshotter = "overlayfs";
  const times: number[] = [];
  let last = performance.now();
  const lap = (): void => {
    times.push(performance.now() - last);
    last = performance.now();
  };
  // The label keeps the snapshot from being collected, because no lease protects it.
  const labels = { "containerd.io/gc.root": "bench" };
  const { mounts } = await snapshots.prepare({ snapshotter, key: id, parent, labels }, options);
  lap();
  const runtime = { name: "io.containerd.runc.v2" };
  await containers.create({ container: { id, runtime, spec, snapshotter, snapshotKey: id } }, options);
  lap();
  await tasks.create({ containerId: id, rootfs: mounts }, options);
  lap();
  const exit = tasks.wait({ containerId: id }, options);
  await tasks.start({ containerId: id }, options);
  lap();
  await exit;
  lap();
  await tasks.delete({ containerId: id }, options);
  lap();
  await containers.delete({ id }, options);
  lap();
  await snapshots.remove({ snapshotter, key: id }, options);
  lap();
  return times;
}

/** The spec that Debian's ctr makes for `true`, and the image's top snapshot. */
async function sourceOf(
  side: Side,
  image: string,
): Promise<{ spec: { typeUrl: string; value: Uint8Array }; parent: string }> {
  await side.ctr("container", "create", image, "parts-source", "true");
  const info = JSON.parse(await side.ctr("container", "info", "parts-source")) as {
    Spec: Record<string, unknown>;
  };
  const listed = await side.ctr("snapshot", "info", "parts-source");
  await side.ctr("container", "rm", "parts-source");
  const spec = { ...info.Spec, linux: { ...(info.Spec.linux as object), cgroupsPath: undefined } };
  const typeUrl = "types.containerd.io/opencontainers/runtime-spec/1/Spec";
  return {
    spec: { typeUrl, value: Buffer.from(JSON.stringify(spec)) },
    parent: (JSON.parse(listed) as { Parent: string }).Parent,
  };
}

export async function partsOfRun(sides: [Side, Side], image: string): Promise<string> {
  const medians: number[][] = [];
  const sources = [await sourceOf(sides[0], image), await sourceOf(sides[1], image)];
  const laps: [number[][], number[][]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    for (const index of [0, 1] as const) {
      const { spec, parent } = sources[index] as (typeof sources)[number];
      await Bun.sleep(pauseMillis);
      laps[index].push(await runOnce(sides[index], `parts-${round}`, spec, parent));
    }
  }
  for (const index of [0, 1] as const) {
    medians.push(names.map((_, part) => median(laps[index].map((times) => times[part] ?? Number.NaN))));
  }
  const [ours = [], theirs = []] = medians;
  const rows = names.map(
    (name, part) => `| ${name} | ${ours[part]?.toFixed(2)} | ${theirs[part]?.toFixed(2)} |`,
  );
  const total = (values: number[]): string => values.reduce((sum, value) => sum + value, 0).toFixed(2);
  rows.push(`| all | ${total(ours)} | ${total(theirs)} |`);
  return ["| part of a run (ms) | tsrt | containerd |", "|---|---|---|", ...rows].join("\n");
}
