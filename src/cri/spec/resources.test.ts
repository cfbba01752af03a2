// What limits become on hosts of either version of cgroups, with and without the controllers that not every kernel has.
import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { kindOf } from "../../errors/index.ts";
import type { Spec } from "../../oci/spec/index.ts";
import type { Resources } from "../../oci/spec/types.ts";
import { LinuxContainerResources } from "../../rpc/gen/cri.ts";
import type { Init } from "../../rpc/message.ts";
import { type Controllers, readControllers } from "./controllers.ts";
import { cgroupMount } from "./mounts.ts";
import { withResources } from "./resources.ts";

const top = mkdtempSync(join(tmpdir(), "controllers-"));
afterAll(() => rmSync(top, { recursive: true }));

/** A host with these files of cgroups, which have the text that a kernel would give. */
function hostWith(name: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(top, name, path)), { recursive: true });
    writeFileSync(join(top, name, path), text);
  }
  return join(top, name);
}

const inService = "0::/system.slice/tsrt.service\n";
const unified = hostWith("v2", {
  "cgroup.controllers": "cpuset cpu io memory hugetlb pids rdma misc\n",
  "system.slice/tsrt.service/memory.swap.max": "max\n",
});
const plain = hostWith("v2-plain", {
  "cgroup.controllers": "cpuset cpu io memory pids\n",
  "system.slice/tsrt.service/memory.max": "max\n",
});
const legacy = hostWith("v1", {
  "memory/memory.memsw.limit_in_bytes": "9223372036854771712\n",
  "hugetlb/hugetlb.2MB.limit_in_bytes": "9223372036854771712\n",
});
const legacyPlain = hostWith("v1-plain", { "memory/memory.limit_in_bytes": "9223372036854771712\n" });

test("controllers are found in either version", () => {
  const inV1 = `9:memory:/system.slice/tsrt.service\n${inService}`;
  expect(readControllers(unified, inService)).toEqual(all(true));
  expect(readControllers(plain, inService)).toEqual(none(true));
  expect(readControllers(legacy, inV1)).toEqual(all(false));
  expect(readControllers(legacyPlain, inV1)).toEqual(none(false));
  // A daemon in the root of cgroup v2 cannot see whether there is swap.
  expect(readControllers(unified, "0::/\n").canLimitSwap).toBe(false);
});

function all(isUnified: boolean): Controllers {
  return { isUnified, canLimitSwap: true, hasHugetlb: true };
}

function none(isUnified: boolean): Controllers {
  return { isUnified, canLimitSwap: false, hasHugetlb: false };
}

const strict = { disablesHugetlb: false, toleratesMissingHugetlb: false };

async function limits(
  wanted: Init<LinuxContainerResources>,
  host: Controllers,
  { settings = strict, before = {} }: { settings?: typeof strict; before?: Resources } = {},
): Promise<Resources> {
  const spec: Spec = { ociVersion: "1.0.0", linux: { resources: before } };
  const decoded = LinuxContainerResources.decode(LinuxContainerResources.encode(wanted));
  for (const option of withResources(decoded, settings, host)) {
    await option(spec, { id: "c", namespace: "n" });
  }
  return spec.linux?.resources ?? {};
}

test("swap is what is asked for, or as much as memory, where the kernel counts it", async () => {
  const memoryLimitInBytes = 100n;
  expect((await limits({ memoryLimitInBytes }, all(true))).memory).toEqual({ limit: 100, swap: 100 });
  const wanted = { memoryLimitInBytes, memorySwapLimitInBytes: 300n };
  expect((await limits(wanted, all(false))).memory).toEqual({ limit: 100, swap: 300 });
  expect((await limits(wanted, none(true))).memory).toEqual({ limit: 100 });
  expect((await limits({ memorySwapLimitInBytes: -1n }, all(true))).memory).toEqual({ swap: -1 });
  expect((await limits({}, all(true))).memory).toEqual({});
});

test("huge pages are limited where the host can, else refused, tolerated or left out", async () => {
  const hugepageLimits = [{ pageSize: "2MB", limit: 4n << 20n }];
  const page = { pageSize: "2MB", limit: 4 << 20 };
  expect((await limits({ hugepageLimits }, all(true))).hugepageLimits).toEqual([page]);
  const error = await limits({ hugepageLimits }, none(true)).catch((reason: unknown) => reason);
  expect([kindOf(error), String(error)]).toEqual(["failed precondition", expect.stringContaining("hugetlb")]);
  const without = async (settings: typeof strict, host: Controllers) =>
    (await limits({ hugepageLimits }, host, { settings })).hugepageLimits;
  expect(await without({ ...strict, toleratesMissingHugetlb: true }, none(false))).toBeUndefined();
  expect(await without({ ...strict, disablesHugetlb: true }, all(false))).toBeUndefined();
});

test("a change sets what it has, and leaves all else as it was", async () => {
  const before: Resources = {
    cpu: { shares: 2, quota: 5, cpus: "0-3" },
    memory: { limit: 10, swap: 20 },
    hugepageLimits: [
      { pageSize: "1GB", limit: 1 },
      { pageSize: "2MB", limit: 2 },
    ],
    unified: { "memory.high": "1", "io.weight": "5" },
    pids: { limit: 7 },
  };
  const change = {
    cpuPeriod: 50n,
    cpusetCpus: "1",
    cpusetMems: "0",
    hugepageLimits: [{ pageSize: "2MB", limit: 9n }],
    unified: { "memory.high": "max" },
  };
  expect(await limits(change, all(true), { before })).toEqual({
    ...before,
    cpu: { shares: 2, quota: 5, period: 50, cpus: "1", mems: "0" },
    hugepageLimits: [
      { pageSize: "1GB", limit: 1 },
      { pageSize: "2MB", limit: 9 },
    ],
    unified: { "memory.high": "max", "io.weight": "5" },
  });
});

test("a mount of the host's cgroup v2 keeps the options that it has; one of a cgroup namespace has none to keep", () => {
  const ofHost = ["rw", "nsdelegate", "memory_recursiveprot", "favordynmods"];
  const options = (namespaces: { type: "cgroup" | "pid" }[]) =>
    cgroupMount({ ociVersion: "1", linux: { namespaces } }, ofHost).options;
  const usual = ["nosuid", "noexec", "nodev", "relatime", "ro"];
  expect(options([{ type: "pid" }])).toEqual([...usual, "nsdelegate", "memory_recursiveprot"]);
  expect(options([{ type: "cgroup" }])).toEqual(usual);
});
