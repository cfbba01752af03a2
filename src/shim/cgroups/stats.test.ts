import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as gen1 from "../../rpc/gen/cgroups1.ts";
import * as gen2 from "../../rpc/gen/cgroups2.ts";
import { cgroupOf } from "./cgroup.ts";
import { oomKills } from "./oom.ts";
import { readMetrics as read1 } from "./stats-v1.ts";
import { readMetrics as read2 } from "./stats-v2.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "tsrt-stats-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

function files(at: string, contents: Record<string, string>): void {
  mkdirSync(at, { recursive: true });
  for (const [name, text] of Object.entries(contents)) {
    writeFileSync(join(at, name), text);
  }
}

const psi = (value: string): string =>
  `some avg10=${value} avg60=0.50 avg300=0.10 total=12345\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=7\n`;

// Recorded on Debian 12, kernel 6.1, cgroup v2 under systemd; long files shortened.
const unified = {
  "cgroup.controllers": "cpu io memory hugetlb pids rdma\n",
  "pids.current": "3\n",
  "pids.max": "max\n",
  "cpu.stat":
    "usage_usec 187342\nuser_usec 120000\nsystem_usec 67342\nnr_periods 12\nnr_throttled 3\nthrottled_usec 4567\nnr_bursts 0\nburst_usec 0\n",
  "cpu.pressure": psi("1.25"),
  "memory.current": "6201344\n",
  "memory.max": "max\n",
  "memory.peak": "9000000\n",
  "memory.swap.current": "0\n",
  "memory.swap.max": "1048576\n",
  "memory.stat":
    "anon 401408\nfile 5406720\nkernel_stack 49152\nslab 221184\nsock 0\nshmem 0\ninactive_file 4866048\nactive_file 540672\npgfault 3321\npgmajfault 21\n",
  "memory.pressure": psi("0.00"),
  "memory.events": "low 0\nhigh 1\nmax 17\noom 2\noom_kill 1\noom_group_kill 0\n",
  "io.stat":
    "8:16 rbytes=1459200 wbytes=314773504 rios=192 wios=353 dbytes=0 dios=0\n259:1 rbytes=90430464 wbytes=299008000 rios=8950 wios=1252 dbytes=50331648 dios=3021\n",
  "io.pressure": psi("0.75"),
  "hugetlb.2MB.current": "0\n",
  "hugetlb.2MB.max": "max\n",
  "hugetlb.2MB.events": "max 4\n",
  "rdma.current": "mlx4_0 hca_handle=2 hca_object=2000\n",
  "rdma.max": "mlx4_0 hca_handle=max hca_object=max\n",
};

test("version 2", () => {
  files(directory, unified);
  const { typeUrl, value } = read2(directory);
  expect(typeUrl).toBe("io.containerd.cgroups.v2.Metrics");
  const metrics = gen2.Metrics.decode(value);
  expect(metrics.pids).toMatchObject({ current: 3n });
  expect(metrics.cpu).toMatchObject({
    usageUsec: 187342n,
    userUsec: 120000n,
    nrThrottled: 3n,
    throttledUsec: 4567n,
  });
  expect(metrics.cpu?.psi?.some).toMatchObject({ avg10: 1.25, avg60: 0.5, total: 12345n });
  expect(metrics.memory).toMatchObject({
    anon: 401408n,
    inactiveFile: 4866048n,
    usage: 6201344n,
    maxUsage: 9000000n,
  });
  expect(metrics.memory?.usageLimit).toBe(2n ** 64n - 1n);
  expect(metrics.memory?.swapLimit).toBe(1048576n);
  expect(metrics.memoryEvents).toMatchObject({ max: 17n, oom: 2n, oomKill: 1n });
  expect(metrics.io?.usage).toEqual([
    expect.objectContaining({ major: 8n, minor: 16n, rbytes: 1459200n, wios: 353n }),
    expect.objectContaining({ major: 259n, minor: 1n, wbytes: 299008000n }),
  ]);
  expect(metrics.hugetlb[0]).toMatchObject({ pagesize: "2MB", failcnt: 4n });
  expect(metrics.rdma?.limit[0]).toMatchObject({ device: "mlx4_0", hcaHandles: 2 ** 32 - 1 });
});

test("version 2 without controllers: only what is there", () => {
  files(directory, { "cpu.stat": "usage_usec 5\nuser_usec 3\nsystem_usec 2\n" });
  const metrics = gen2.Metrics.decode(read2(directory).value);
  expect(metrics.cpu).toMatchObject({ usageUsec: 5n });
  expect(metrics.memory).toBeNull();
  expect(metrics.pids).toBeNull();
});

test("version 1, with a controller missing", () => {
  const memory = join(directory, "memory");
  const counter = (prefix: string): Record<string, string> => ({
    [`${prefix}.usage_in_bytes`]: "4096\n",
    [`${prefix}.max_usage_in_bytes`]: "8192\n",
    [`${prefix}.failcnt`]: "1\n",
    [`${prefix}.limit_in_bytes`]: "9223372036854771712\n",
  });
  files(memory, {
    ...counter("memory"),
    "memory.stat": "cache 10\nrss 20\nhierarchical_memory_limit 9223372036854771712\ntotal_pgmajfault 9\n",
    "memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n",
  });
  const blkio = join(directory, "blkio");
  files(blkio, {
    "blkio.throttle.io_service_bytes_recursive": "8:0 Read 4096\n8:0 Write 8192\nTotal 12288\n",
    "blkio.throttle.io_serviced_recursive": "8:0 Read 1\nTotal 1\n",
  });
  const directories = new Map([
    ["memory", memory],
    ["blkio", blkio],
    ["pids", join(directory, "gone")],
  ]);
  const metrics = gen1.Metrics.decode(read1(directories).value);
  expect(metrics.memory).toMatchObject({ cache: 10n, rss: 20n, totalPgMajFault: 9n });
  expect(metrics.memory?.usage).toMatchObject({ usage: 4096n, limit: 2n ** 63n - 4096n, failcnt: 1n });
  expect(metrics.memory?.swap).toBeNull();
  expect(metrics.memoryOomControl).toMatchObject({ oomKill: 2n });
  expect(metrics.blkio?.ioServiceBytesRecursive).toEqual([
    expect.objectContaining({ op: "Read", major: 8n, value: 4096n }),
    expect.objectContaining({ op: "Write", major: 8n, value: 8192n }),
  ]);
  expect(metrics.pids).toBeNull();
});

const greatest = 2n ** 64n - 1n;

/** Values that a number cannot hold. */
const extremes = [2n ** 53n + 1n, 2n ** 63n - 4095n, 2n ** 63n + 1n, greatest];

test.each(extremes)("counters of version 2 keep all digits of %p", (value) => {
  const numbers = Object.entries(unified).filter(
    ([name]) => /current|max$|peak/.test(name) && !name.startsWith("rdma"),
  );
  files(directory, { ...unified, ...Object.fromEntries(numbers.map(([name]) => [name, `${value}\n`])) });
  files(directory, {
    "cpu.stat": `usage_usec ${value}\nthrottled_usec ${value}\n`,
    "memory.stat": `anon ${value}\npgmajfault ${value}\n`,
    "memory.events": `low ${value}\noom_kill ${value}\n`,
    "io.stat": `8:16 rbytes=${value} wbytes=${value} rios=${value} wios=${value} dbytes=0 dios=0\n`,
    "io.pressure": psi("0.75").replaceAll(/total=\d+/g, `total=${value}`),
    "hugetlb.2MB.events": `max ${value}\n`,
  });
  const { pids, cpu, memory, memoryEvents, io, hugetlb } = gen2.Metrics.decode(read2(directory).value);
  expect(pids).toMatchObject({ current: value, limit: value });
  expect(cpu).toMatchObject({ usageUsec: value, throttledUsec: value });
  expect(memory).toMatchObject({ anon: value, pgmajfault: value, usage: value, usageLimit: value });
  expect(memory).toMatchObject({ maxUsage: value, swapUsage: value, swapLimit: value });
  expect(memoryEvents).toMatchObject({ low: value, oomKill: value });
  expect(io?.usage[0]).toMatchObject({ rbytes: value, wbytes: value, rios: value, wios: value });
  expect(io?.psi?.full?.total).toBe(value);
  expect(hugetlb[0]).toMatchObject({ current: value, max: value, failcnt: value });
});

/** The files of every controller of version 1, each counter of which is `value`. */
function filesOfV1(value: bigint): Record<string, string> {
  const counters = ["memory", "memory.memsw", "memory.kmem", "memory.kmem.tcp"].flatMap((prefix) =>
    ["usage_in_bytes", "max_usage_in_bytes", "failcnt", "limit_in_bytes"].map((name) => `${prefix}.${name}`),
  );
  const hugetlb = ["usage_in_bytes", "max_usage_in_bytes", "failcnt"].map((name) => `hugetlb.2MB.${name}`);
  const single = [...counters, ...hugetlb, "pids.current", "pids.max", "cpuacct.usage"];
  return {
    ...Object.fromEntries(single.map((name) => [name, `${value}\n`])),
    "cpuacct.stat": "user 7\nsystem 3\n",
    "cpuacct.usage_percpu": `${value} ${value} \n`,
    "cpu.stat": `nr_periods ${value}\nnr_throttled ${value}\nthrottled_time ${value}\n`,
    "memory.stat": `cache ${value}\nhierarchical_memsw_limit ${value}\n`,
    "memory.oom_control": `oom_kill_disable 0\nunder_oom 1\noom_kill ${value}\n`,
    "blkio.throttle.io_service_bytes_recursive": `8:0 Read ${value}\nTotal ${value}\n`,
    "blkio.throttle.io_serviced_recursive": `8:0 Write ${value}\nTotal ${value}\n`,
  };
}

test.each(extremes)("counters of version 1 keep all digits of %p", (value) => {
  files(directory, filesOfV1(value));
  const names = ["pids", "cpu", "cpuacct", "memory", "blkio", "hugetlb"];
  const controllers = new Map(names.map((name) => [name, directory]));
  const metrics = gen1.Metrics.decode(read1(controllers).value);
  const entry = { usage: value, max: value, failcnt: value, limit: value };
  expect(metrics.pids).toMatchObject({ current: value, limit: value });
  expect(metrics.cpu?.usage).toMatchObject({ total: value, user: 70_000_000n, kernel: 30_000_000n });
  expect(metrics.cpu?.usage?.perCpu).toEqual([value, value]);
  expect(metrics.cpu?.throttling).toMatchObject({
    periods: value,
    throttledPeriods: value,
    throttledTime: value,
  });
  expect(metrics.memory).toMatchObject({ cache: value, hierarchicalSwapLimit: value });
  expect(metrics.memory).toMatchObject({ usage: entry, swap: entry, kernel: entry, kernelTcp: entry });
  expect(metrics.memoryOomControl).toMatchObject({ underOom: 1n, oomKill: value });
  expect(metrics.blkio?.ioServiceBytesRecursive[0]).toMatchObject({ op: "Read", major: 8n, value });
  expect(metrics.blkio?.ioServicedRecursive[0]).toMatchObject({ op: "Write", value });
  expect(metrics.hugetlb[0]).toMatchObject({ usage: value, max: value, failcnt: value });
});

test("a file that holds no counter is named", () => {
  files(directory, { "pids.current": "many\n", "pids.max": "max\n" });
  expect(() => read2(directory)).toThrow(`${directory}/pids.current holds "many", which is no counter`);
});

test("the counter of OOM kills", () => {
  expect(oomKills(unified["memory.events"])).toBe(1);
  expect(oomKills("")).toBe(0);
});

test("where this process is", () => {
  const own = cgroupOf(process.pid);
  expect(own?.version === 2 ? own.path : own?.controllers.get("memory")).toStartWith("/sys/fs/cgroup");
  expect(cgroupOf(2 ** 30)).toBeUndefined();
});
