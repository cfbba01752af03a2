import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as gen1 from "../../rpc/gen/cgroups1.ts";
import * as gen2 from "../../rpc/gen/cgroups2.ts";
import { oomKills } from "../tasks/oom.ts";
import { cgroupOf } from "./cgroup.ts";
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
  expect(metrics.pids).toMatchObject({ current: 3 });
  expect(metrics.cpu).toMatchObject({
    usageUsec: 187342,
    userUsec: 120000,
    nrThrottled: 3,
    throttledUsec: 4567,
  });
  expect(metrics.cpu?.psi?.some).toMatchObject({ avg10: 1.25, avg60: 0.5, total: 12345 });
  expect(metrics.memory).toMatchObject({
    anon: 401408,
    inactiveFile: 4866048,
    usage: 6201344,
    maxUsage: 9000000,
  });
  expect(metrics.memory?.usageLimit).toBe(2 ** 64);
  expect(metrics.memory?.swapLimit).toBe(1048576);
  expect(metrics.memoryEvents).toMatchObject({ max: 17, oom: 2, oomKill: 1 });
  expect(metrics.io?.usage).toEqual([
    expect.objectContaining({ major: 8, minor: 16, rbytes: 1459200, wios: 353 }),
    expect.objectContaining({ major: 259, minor: 1, wbytes: 299008000 }),
  ]);
  expect(metrics.hugetlb[0]).toMatchObject({ pagesize: "2MB", failcnt: 4 });
  expect(metrics.rdma?.limit[0]).toMatchObject({ device: "mlx4_0", hcaHandles: 2 ** 32 - 1 });
});

test("version 2 without controllers: only what is there", () => {
  files(directory, { "cpu.stat": "usage_usec 5\nuser_usec 3\nsystem_usec 2\n" });
  const metrics = gen2.Metrics.decode(read2(directory).value);
  expect(metrics.cpu).toMatchObject({ usageUsec: 5 });
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
  expect(metrics.memory).toMatchObject({ cache: 10, rss: 20, totalPgMajFault: 9 });
  expect(metrics.memory?.usage).toMatchObject({ usage: 4096, limit: 2 ** 63 - 4096, failcnt: 1 });
  expect(metrics.memory?.swap).toBeNull();
  expect(metrics.memoryOomControl).toMatchObject({ oomKill: 2 });
  expect(metrics.blkio?.ioServiceBytesRecursive).toEqual([
    expect.objectContaining({ op: "Read", major: 8, value: 4096 }),
    expect.objectContaining({ op: "Write", major: 8, value: 8192 }),
  ]);
  expect(metrics.pids).toBeNull();
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
