// Calls without containers: unary calls, and latency while an image is pulled.

import { type Channel, stub } from "../../src/rpc/channel.ts";
import { ContainersService } from "../../src/rpc/gen/containers.ts";
import { TasksService } from "../../src/rpc/gen/tasks.ts";
import { grpcChannel } from "../../src/rpc/grpc/client.ts";
import { bunTransport } from "../../src/rpc/transport/bun.ts";
import { interleaved, percentile, type Row, timed } from "./measure.ts";
import type { Side } from "./sides.ts";

const records = 1000;
const perRound = 4000;

export async function connect(address: string): Promise<Channel> {
  return grpcChannel(await bunTransport.connect({ path: address }));
}

/** Makes containers with records of about 4 kB, and one that runs. */
async function fillRecords(side: Side, channel: Channel, image: string): Promise<void> {
  const containers = stub(channel, ContainersService);
  const spec = {
    typeUrl: "types.containerd.io/opencontainers/runtime-spec/1/Spec",
    value: new Uint8Array(4000).fill(32),
  };
  for (let index = 0; index < records; index++) {
    const container = {
      id: `record-${index}`,
      runtime: { name: "io.containerd.runc.v2" },
      spec,
      labels: { index: `${index}` },
    };
    await containers.create({ container }, metadataOf(side));
  }
  await side.ctr("run", "-d", image, "called", "sleep", "100000");
}

async function dropRecords(side: Side, channel: Channel): Promise<void> {
  const containers = stub(channel, ContainersService);
  for (let index = 0; index < records; index++) {
    await containers.delete({ id: `record-${index}` }, metadataOf(side));
  }
  await side.ctr("task", "rm", "-f", "called");
  await side.ctr("container", "rm", "called");
}

const metadataOf = (side: Side) => ({ metadata: { "containerd-namespace": side.namespace } });

/** Calls per second, with a number of calls in flight at a time. */
async function rate(inFlight: number, call: (index: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < perRound) {
      await call(next++);
    }
  };
  const millis = await timed(() => Promise.all(Array.from({ length: inFlight }, lane)));
  return perRound / (millis / 1000);
}

export async function unaryCalls(sides: [Side, Side], image: string): Promise<Row[]> {
  const channels = [await connect(sides[0].address), await connect(sides[1].address)] as const;
  for (const [index, side] of sides.entries()) {
    await fillRecords(side, channels[index] as Channel, image);
  }
  const rows: Row[] = [];
  for (const inFlight of [1, 16]) {
    const get = (index: 0 | 1) => {
      const containers = stub(channels[index], ContainersService);
      const options = metadataOf(sides[index]);
      return () => rate(inFlight, (n) => containers.get({ id: `record-${n % records}` }, options));
    };
    const task = (index: 0 | 1) => {
      const tasks = stub(channels[index], TasksService);
      const options = metadataOf(sides[index]);
      return () => rate(inFlight, () => tasks.get({ containerId: "called" }, options));
    };
    const mark = { is: "≥", ratio: 1.2 } as const;
    const [ours, theirs] = await interleaved(3, get(0), get(1));
    rows.push({
      what: `Containers.Get, ${inFlight} in flight`,
      unit: "per s",
      tsrt: ours,
      containerd: theirs,
      mark,
    });
    const [ourTasks, theirTasks] = await interleaved(3, task(0), task(1));
    rows.push({
      what: `Tasks.Get, ${inFlight} in flight`,
      unit: "per s",
      tsrt: ourTasks,
      containerd: theirTasks,
      mark,
    });
  }
  for (const [index, side] of sides.entries()) {
    await dropRecords(side, channels[index] as Channel);
    await channels[index]?.close();
  }
  return rows;
}

/** The 99th percentile of Tasks.Get in milliseconds, with a call every 5 ms, while an image is pulled and 4 execs a second run. */
export async function latencyDuringPull(sides: [Side, Side], image: string, reference: string): Promise<Row> {
  const measure = async (side: Side): Promise<number> => {
    await using channel = await connect(side.address);
    const tasks = stub(channel, TasksService);
    await side.ctr("run", "-d", image, "watched", "sleep", "100000");
    const latencies: number[] = [];
    let isPulling = true;
    const pull = side.ctr("image", "pull", "--plain-http", reference).finally(() => {
      isPulling = false;
    });
    const execs = (async () => {
      for (let index = 0; isPulling; index++) {
        await side.ctr("task", "exec", "--exec-id", `e${index}`, "watched", "true");
        await Bun.sleep(250);
      }
    })();
    while (isPulling) {
      latencies.push(await timed(() => tasks.get({ containerId: "watched" }, metadataOf(side))));
      await Bun.sleep(5);
    }
    await Promise.all([pull, execs]);
    await side.ctr("image", "rm", "--sync", reference);
    await side.ctr("task", "rm", "-f", "watched");
    await side.ctr("container", "rm", "watched");
    return percentile(latencies, 0.99);
  };
  const [tsrt, containerd] = await interleaved(
    3,
    () => measure(sides[0]),
    () => measure(sides[1]),
  );
  return { what: "Tasks.Get during a pull, p99", unit: "ms", tsrt, containerd, mark: { is: "≤", ratio: 1 } };
}
