import { expect, test } from "bun:test";
import {
  changed,
  configDump,
  denied,
  goodNode,
  program,
  recordedHost,
} from "../../test/harness/recorded-host.ts";
import { examine } from "./examine.ts";
import type { NamedFinding } from "./finding.ts";
import type { DaemonState, Host } from "./host.ts";

const where = { configFile: undefined, address: undefined, program };

/** What is not as it has to be, without its advice. */
async function complaints(host: Host): Promise<string[]> {
  const findings = await examine(host, where);
  return findings
    .filter(({ level }) => level !== "ok")
    .map(({ level, check, found }) => `${level} ${check}: ${found}`);
}

const daemon = (changes: Partial<DaemonState>): DaemonState => ({ ...goodNode.daemon, ...changes });
const kubelet = "/var/lib/kubelet/config.yaml";

test("a node on which all is as it has to be", async () => {
  const findings = await examine(recordedHost(goodNode), where);
  expect(findings.filter(({ level }) => level !== "ok")).toEqual([]);
  const found = Object.fromEntries(findings.map((finding) => [finding.check, finding.found]));
  expect(found).toMatchObject({
    configuration: "/etc/tsrt/config.toml",
    kernel: "Linux 6.12.48+deb13-amd64",
    cgroups: "cgroup v2: cpuset cpu io memory hugetlb pids rdma misc dmem",
    runc: "/usr/sbin/runc 1.3.3",
    cni: "network cbr0 (/etc/cni/net.d/10-flannel.conflist): loopback, flannel, portmap",
    cdi: "0 devices in /etc/cdi, /var/run/cdi",
    "open files": "the daemon may open 1048576 files",
    cri: "containerd 0.1.0: RuntimeReady, NetworkReady",
    kubelet: "kubelet talks to unix:///run/tsrt/tsrt.sock",
    "cgroup driver": "systemd",
  });
});

const specFile = (name: string): string =>
  JSON.stringify({
    cdiVersion: "0.3.0",
    kind: "vendor.com/class",
    devices: [{ name, containerEdits: { env: ["A=1"] } }],
  });

test("devices of CDI, of the configured directories", async () => {
  const cdiOf = async (key: string): Promise<string[]> => {
    const stdout = configDump.replace('[plugins."io.containerd.cri.v1.runtime".cni]', (table) =>
      [`[plugins."io.containerd.cri.v1.runtime"]`, key, table].join("\n"),
    );
    const files = { "/a/x.json": specFile("a"), "/b/x.json": specFile("a"), "/b/y.json": specFile("b") };
    const findings = await examine(changed({ files, programs: { [program[0]]: { stdout } } }), where);
    return findings.filter(({ check }) => check === "cdi").map(({ found }) => found);
  };
  expect(await cdiOf('cdi_spec_dirs = ["/a", "/b"]')).toEqual(["2 devices in /a, /b"]);
  expect(await cdiOf("enable_cdi = false")).toEqual(["switched off: enable_cdi is false"]);
});

const cases: readonly (readonly [what: string, host: Host, complaint: string])[] = [
  [
    "an old kernel",
    changed({ files: { "/proc/sys/kernel/osrelease": "5.4.0-216-generic\n" } }),
    "fail kernel: Linux 5.4.0-216-generic",
  ],
  [
    "a kernel without memory limits",
    changed({ files: { "/sys/fs/cgroup/cgroup.controllers": "cpuset cpu io hugetlb pids\n" } }),
    "fail cgroups: cgroup v2 without memory",
  ],
  [
    "a spec file of CDI that is broken, beside a good one",
    changed({
      files: {
        "/etc/cdi/good.json": specFile("a"),
        "/etc/cdi/bad.yaml": "kind: class\n",
      },
    }),
    "warn cdi: /etc/cdi/bad.yaml: cdiVersion: must be a string, not undefined: invalid argument",
  ],
  [
    "a device of CDI that two files describe",
    changed({ files: { "/etc/cdi/a.json": specFile("a"), "/etc/cdi/b.json": specFile("a") } }),
    "warn cdi: /etc/cdi/a.json, /etc/cdi/b.json: each of these files describes the device vendor.com/class=a, so none is used",
  ],
  [
    "a kernel without huge pages",
    changed({ files: { "/sys/fs/cgroup/cgroup.controllers": "cpuset cpu io memory pids\n" } }),
    "warn cgroups: cgroup v2 without hugetlb",
  ],
  [
    "no cgroups",
    changed({ files: { "/sys/fs/cgroup/cgroup.controllers": undefined } }),
    "fail cgroups: no cgroups are mounted",
  ],
  ["no runc", changed({ programs: { "/usr/sbin/runc": undefined } }), "fail runc: no runc on PATH"],
  [
    "a broken runc",
    changed({ programs: { "/usr/sbin/runc": { status: 127, stderr: "libseccomp.so.2: not found\n" } } }),
    "fail runc: /usr/sbin/runc --version ended with 127: libseccomp.so.2: not found",
  ],
  [
    "a runc of a line that was not fixed",
    changed({ programs: { "/usr/sbin/runc": { stdout: "runc version 1.1.15\nlibseccomp: 2.5.4\n" } } }),
    "warn runc: /usr/sbin/runc 1.1.15",
  ],
  [
    "a runc without seccomp",
    changed({ programs: { "/usr/sbin/runc": { stdout: "runc version 1.4.0\nspec: 1.3.0\n" } } }),
    "warn runc: /usr/sbin/runc 1.4.0, built without libseccomp",
  ],
  [
    "a runc from before its first release",
    changed({ programs: { "/usr/sbin/runc": { stdout: "runc version 0.1.1\n" } } }),
    "fail runc: /usr/sbin/runc 0.1.1",
  ],
  [
    "a root that is containerd's",
    changed({ files: { "/var/lib/tsrt/io.containerd.metadata.v1.bolt/meta.db": "" } }),
    "fail root: /var/lib/tsrt holds containerd's database",
  ],
  [
    "an overlay on an overlay",
    changed({
      files: { "/proc/self/mountinfo": "22 1 0:30 / / rw - overlay overlay rw,lowerdir=/a,upperdir=/b\n" },
    }),
    "fail overlayfs: /var/lib/tsrt is on overlay, on which overlays cannot be written",
  ],
  [
    "a module that is not loaded",
    changed({
      files: {
        "/proc/filesystems": "nodev\tproc\n\text4\n",
        "/lib/modules/6.12.48+deb13-amd64/modules.dep": "kernel/fs/overlayfs/overlay.ko.xz:\n",
      },
    }),
    "warn overlayfs: the module overlay is not loaded",
  ],
  [
    "no overlayfs at all",
    changed({ files: { "/proc/filesystems": "nodev\tproc\n\text4\n" } }),
    "fail overlayfs: the kernel has no overlayfs",
  ],
  [
    "a node without a network",
    changed({ files: { "/etc/cni/net.d/10-flannel.conflist": undefined } }),
    "fail cni: no network configuration in /etc/cni/net.d",
  ],
  [
    "a network whose plugin is missing",
    changed({ programs: { "/opt/cni/bin/flannel": undefined } }),
    "fail cni: /etc/cni/net.d/10-flannel.conflist: no plugin flannel in /opt/cni/bin, /usr/lib/cni",
  ],
  [
    "no loopback plugin, which no configuration names",
    changed({ programs: { "/opt/cni/bin/loopback": undefined } }),
    "fail cni: /etc/cni/net.d/10-flannel.conflist: no plugin loopback in /opt/cni/bin, /usr/lib/cni",
  ],
  [
    "a network that breaks the specification",
    changed({ files: { "/etc/cni/net.d/10-flannel.conflist": "{}" } }),
    "fail cni: /etc/cni/net.d/10-flannel.conflist: network has no name: invalid argument",
  ],
  [
    "a node with the network that is meant for single hosts",
    changed({
      files: {
        "/etc/cni/net.d/10-flannel.conflist": undefined,
        "/etc/cni/net.d/10-tsrt-bridge.conflist": JSON.stringify({
          name: "tsrt-bridge",
          cniVersion: "1.0.0",
          plugins: [{ type: "portmap" }],
        }),
      },
    }),
    "warn cni: network tsrt-bridge (/etc/cni/net.d/10-tsrt-bridge.conflist): loopback, portmap",
  ],
  [
    "no forwarding",
    changed({ files: { "/proc/sys/net/ipv4/ip_forward": "0\n" } }),
    "fail ip forwarding: net.ipv4.ip_forward = 0",
  ],
  [
    "br_netfilter not loaded",
    changed({ files: { "/proc/sys/net/bridge/bridge-nf-call-iptables": undefined } }),
    "warn bridge filter: the module br_netfilter is not loaded",
  ],
  [
    "bridges that iptables do not see",
    changed({ files: { "/proc/sys/net/bridge/bridge-nf-call-iptables": "0\n" } }),
    "warn bridge filter: net.bridge.bridge-nf-call-iptables = 0",
  ],
  [
    "connections that nobody keeps track of",
    changed({ files: { "/proc/sys/net/netfilter/nf_conntrack_max": undefined } }),
    "warn conntrack: the module nf_conntrack is not loaded",
  ],
  [
    "few connections",
    changed({ files: { "/proc/sys/net/netfilter/nf_conntrack_max": "65536\n" } }),
    "warn conntrack: net.netfilter.nf_conntrack_max = 65536",
  ],
  [
    "no conntrack",
    changed({ programs: { "/usr/sbin/conntrack": undefined } }),
    "warn conntrack: no conntrack on PATH",
  ],
  [
    "few files for the daemon",
    changed({
      files: {
        "/proc/812/limits": "Max open files            1024                 524288               files\n",
      },
    }),
    "warn open files: the daemon may open 1024 files",
  ],
  [
    "few inotify instances",
    changed({ files: { "/proc/sys/fs/inotify/max_user_instances": "128\n" } }),
    "warn inotify: fs.inotify.max_user_instances = 128",
  ],
  [
    "swap that kubelet refuses",
    changed({
      files: { "/proc/swaps": "Filename Type Size Used Priority\n/dev/vda2 partition 1000 0 -2\n" },
    }),
    "fail swap: swap on /dev/vda2, with which kubelet does not start",
  ],
  [
    "kubelet at another runtime",
    changed({
      files: { [kubelet]: "cgroupDriver: systemd\ncontainerRuntimeEndpoint: unix:///run/crio.sock\n" },
    }),
    "warn kubelet: kubelet talks to unix:///run/crio.sock",
  ],
  [
    "a flag of kubelet that beats its file",
    changed({
      files: {
        "/var/lib/kubelet/kubeadm-flags.env":
          'KUBELET_KUBEADM_ARGS="--container-runtime-endpoint=unix:///run/containerd/containerd.sock"\n',
      },
    }),
    "warn kubelet: kubelet talks to unix:///run/containerd/containerd.sock",
  ],
  [
    "two cgroup drivers",
    changed({
      files: { [kubelet]: "cgroupDriver: cgroupfs\ncontainerRuntimeEndpoint: unix:///run/tsrt/tsrt.sock\n" },
    }),
    "fail cgroup driver: kubelet's cgroup driver is cgroupfs, the daemon's systemd",
  ],
  [
    "the systemd driver without systemd",
    changed({ files: { "/run/systemd/system/tsrt.service": undefined } }),
    "fail cgroup driver: the daemon has systemd make cgroups, and systemd does not run here",
  ],
  [
    "a configuration of kubelet that is none",
    changed({ files: { [kubelet]: "failSwapOn: perhaps\n" } }),
    `fail kubelet: ${kubelet}: failSwapOn: must be true or false, not "perhaps": invalid argument`,
  ],
  [
    "a daemon that does not answer",
    changed({ daemon: { kind: "silent", reason: "deadline exceeded" } }),
    "fail daemon: /run/tsrt/tsrt.sock does not answer: deadline exceeded",
  ],
  [
    "a plugin that did not start",
    changed({ daemon: daemon({ failedPlugins: ["io.containerd.snapshotter.v1.zfs: no zpool"] }) }),
    "warn daemon: plugin io.containerd.snapshotter.v1.zfs: no zpool",
  ],
  [
    "a daemon without CRI",
    changed({ daemon: daemon({ cri: undefined }) }),
    "fail cri: the daemon does not answer CRI",
  ],
  [
    "a network that is not ready",
    changed({
      daemon: daemon({
        cri: {
          ...goodNode.daemon.cri,
          conditions: [{ type: "NetworkReady", isMet: false, message: "cni plugin not initialized" }],
        },
      }),
    }),
    "warn cri: not NetworkReady: cni plugin not initialized",
  ],
  [
    "a configuration file that is refused",
    changed({ programs: { [program[0]]: { status: 1, stderr: "daemon: version 7 is not known\n" } } }),
    "fail configuration: /etc/tsrt/config.toml is refused: daemon: version 7 is not known",
  ],
];

for (const [what, host, complaint] of cases) {
  test(what, async () => {
    expect(await complaints(host)).toEqual([complaint]);
  });
}

test("every complaint says what to do", async () => {
  const all = await Promise.all(cases.map(([, host]) => examine(host, where)));
  const without = all.flat().filter(({ level, advice }) => level !== "ok" && advice === "");
  expect(without).toEqual([]);
});

const versionOne = `31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct
35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
36 31 0:33 / /sys/fs/cgroup/devices rw,relatime - cgroup cgroup rw,devices
37 31 0:34 / /sys/fs/cgroup/freezer rw,relatime - cgroup cgroup rw,freezer
39 31 0:36 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids
41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
`;

async function cgroupFinding(kubeletLine: string, mountinfo = versionOne): Promise<NamedFinding | undefined> {
  const host = changed({
    files: {
      "/sys/fs/cgroup/cgroup.controllers": undefined,
      "/proc/self/mountinfo": mountinfo,
      [kubelet]: `${goodNode.files[kubelet]}${kubeletLine}\n`,
    },
  });
  return (await examine(host, where)).find(({ check }) => check === "cgroups");
}

test("cgroup v1 is as bad as kubelet finds it", async () => {
  expect((await cgroupFinding(""))?.level).toBe("warn");
  expect((await cgroupFinding("failCgroupV1: false"))?.level).toBe("ok");
  expect((await cgroupFinding("failCgroupV1: true"))?.level).toBe("fail");
});

test("a controller that is missing from cgroup v1 is named", async () => {
  const finding = await cgroupFinding("", versionOne.replaceAll("memory", "perf_event"));
  expect(finding).toMatchObject({ level: "fail", found: "cgroup v1 without memory" });
  expect(finding?.advice).toContain("cgroup_enable=memory");
});

test("without kubelet, what only pods need is no failure", async () => {
  const host = changed({
    files: {
      [kubelet]: undefined,
      "/etc/cni/net.d/10-flannel.conflist": undefined,
      "/proc/sys/net/ipv4/ip_forward": "0\n",
      "/proc/swaps": "Filename Type Size Used Priority\n/dev/vda2 partition 1000 0 -2\n",
    },
  });
  expect(await complaints(host)).toEqual([
    "warn cni: no network configuration in /etc/cni/net.d",
    "warn ip forwarding: net.ipv4.ip_forward = 0",
  ]);
});

test("what a user may not see is told, and the rest is checked", async () => {
  const host = changed({
    files: { [kubelet]: denied, "/etc/cni/net.d/10-flannel.conflist": denied },
    daemon: { kind: "denied" },
  });
  expect(await complaints(host)).toEqual([
    "warn cni: open /etc/cni/net.d/10-flannel.conflist: permission denied",
    "warn daemon: /run/tsrt/tsrt.sock may not be opened by this user",
    `warn kubelet: ${kubelet} cannot be read`,
  ]);
});

test("runtimes with a shim or a binary of their own", async () => {
  const table = '[plugins."io.containerd.cri.v1.runtime".containerd.runtimes';
  const dump = `${configDump}
${table}.gvisor]
runtime_type = "io.containerd.runsc.v1"
${table}.crun]
runtime_type = "io.containerd.runc.v2"
${table}.crun.options]
BinaryName = "/usr/bin/crun"
${table}.kata]
runtime_path = "/opt/kata/shim"
`;
  expect(await complaints(changed({ programs: { [program[0]]: { stdout: dump } } }))).toEqual([
    "warn runtimes: runtime gvisor has a shim of its own, whose containers log through the daemon",
    "fail runtimes: runtime crun: there is no /usr/bin/crun",
    "fail runtimes: runtime kata: there is no /opt/kata/shim",
    "warn runtimes: runtime kata has a shim of its own, whose containers log through the daemon",
  ]);
});

test("directories of plugins that are not configured are the usual ones", async () => {
  const without = configDump.replace(/^bin_dirs.*$/m, "");
  const older = configDump.replace(/^bin_dirs.*$/m, 'bin_dir = "/opt/other"');
  const dumped = (stdout: string): Host => changed({ programs: { [program[0]]: { stdout } } });
  expect(await complaints(dumped(without))).toEqual([]);
  expect(await complaints(dumped(older))).toEqual([
    "fail cni: /etc/cni/net.d/10-flannel.conflist: no plugin loopback, flannel, portmap in /opt/other",
  ]);
});
