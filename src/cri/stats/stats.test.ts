import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { scratch } from "../../../test/harness/scratch.ts";
import { Metrics as MetricsV2 } from "../../rpc/gen/cgroups2.ts";
import { CpuRates } from "./cpu-rate.ts";
import { descriptors } from "./metric-descriptors.ts";
import { parseNetDev } from "./network.ts";
import { podMetrics } from "./pod-cgroup.ts";
import { cpuUsage, ioUsage, memoryUsage } from "./usage.ts";
import { valuesOfV2 } from "./values-v2.ts";

test("the rate of processor time is that from one question to the next", () => {
  const rates = new CpuRates();
  const owner = {};
  expect(rates.next(owner, 1_000_000_000n, 500n)).toBeUndefined();
  expect(rates.next(owner, 3_000_000_000n, 1_000_000_500n)).toBe(500_000_000n);
  expect(rates.next(owner, 3_000_000_000n, 2_000_000_500n)).toBeUndefined();
  expect(rates.next({}, 4_000_000_000n, 1n)).toBeUndefined();
  // The counter has begun anew.
  expect(rates.next(owner, 4_000_000_000n, 7n)).toBeUndefined();
  expect(rates.next(owner, 5_000_000_000n, 8n)).toBe(1n);
});

const titles = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
`;

test("counters of interfaces, whose names may touch the first number", () => {
  const [lo, eth] = parseNetDev(`${titles}    lo:  1 2 0 0 0 0 0 0 1 2 0 0 0 0 0 0
veth.5:10 11 12 13 0 0 0 0 20 21 22 23 0 0 0 0
`);
  expect(lo?.name).toBe("lo");
  expect(eth).toEqual({
    name: "veth.5",
    rxBytes: 10n,
    rxPackets: 11n,
    rxErrors: 12n,
    rxDropped: 13n,
    txBytes: 20n,
    txPackets: 21n,
    txErrors: 22n,
    txDropped: 23n,
  });
});

function writeFiles(directory: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(directory, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(directory, name), text);
  }
}

test("the cgroup of a pod, version 1", () => {
  using root = scratch();
  writeFiles(root.join("cpuacct/kubepods/pod1"), { "cpuacct.usage": "77\n" });
  writeFiles(root.join("memory/kubepods/pod1"), {
    "memory.usage_in_bytes": "1000\n",
    "memory.limit_in_bytes": "9223372036854771712\n",
    "memory.stat": "total_rss 300\ntotal_inactive_file 400\ntotal_pgfault 5\ntotal_pgmajfault 6\n",
  });
  const found = podMetrics("/kubepods/pod1", root.path);
  if (found === undefined) {
    throw new Error("no cgroup");
  }
  expect(cpuUsage(found, 1n)).toEqual({ timestamp: 1n, usageCoreNanoSeconds: { value: 77n } });
  expect(memoryUsage(found, 1n)).toEqual({
    timestamp: 1n,
    usageBytes: { value: 1000n },
    workingSetBytes: { value: 600n },
    availableBytes: { value: 0n },
    rssBytes: { value: 300n },
    pageFaults: { value: 5n },
    majorPageFaults: { value: 6n },
  });
  expect(ioUsage(found, 1n)).toBeUndefined();
  expect(podMetrics("/kubepods/pod2", root.path)).toBeUndefined();
  expect(podMetrics("", root.path)).toBeUndefined();
});

test("the cgroup of a pod, version 2", () => {
  using root = scratch();
  writeFiles(root.path, { "cgroup.controllers": "cpu memory\n" });
  writeFiles(root.join("kubepods/pod1"), {
    "cpu.stat": "usage_usec 12\nuser_usec 6\n",
    "memory.current": "1000\n",
    "memory.max": "1500\n",
    "memory.stat": "anon 300\ninactive_file 400\npgfault 5\npgmajfault 6\n",
  });
  const found = podMetrics("/kubepods/pod1", root.path);
  if (found === undefined) {
    throw new Error("no cgroup");
  }
  expect(cpuUsage(found, 1n)?.usageCoreNanoSeconds).toEqual({ value: 12_000n });
  expect(memoryUsage(found, 1n)).toMatchObject({
    workingSetBytes: { value: 600n },
    availableBytes: { value: 900n },
    rssBytes: { value: 300n },
  });
});

test("pressure of cgroup version 2 in nanoseconds, and in seconds as metrics", () => {
  const half = { avg10: 0.5, avg60: 0.25, avg300: 0.125 };
  const psi = { full: { ...half, total: 2_000_000n }, some: { ...half, total: 3_000_000n } };
  const metrics = MetricsV2.decode(
    MetricsV2.encode({ cpu: { usageUsec: 5n, psi }, io: { usage: [], psi }, memory: { usage: 9n, psi } }),
  );
  const data = (total: bigint) => ({ Total: total, Avg10: 0.5, Avg60: 0.25, Avg300: 0.125 });
  const expected = { Full: data(2_000_000_000n), Some: data(3_000_000_000n) };
  expect(cpuUsage({ version: 2, metrics }, 1n)?.psi).toEqual(expected);
  expect(memoryUsage({ version: 2, metrics }, 1n)?.psi).toEqual(expected);
  expect(ioUsage({ version: 2, metrics }, 1n)?.psi).toEqual(expected);
  const values = new Map(valuesOfV2(metrics).map(({ name, value }) => [name, value]));
  for (const what of ["cpu", "io", "memory"] as const) {
    expect(values.get(`container_pressure_${what}_stalled_seconds_total`)).toBe(2n);
    expect(values.get(`container_pressure_${what}_waiting_seconds_total`)).toBe(3n);
  }
  expect([...values.keys()].filter((name) => !(name in descriptors))).toEqual([]);
});
