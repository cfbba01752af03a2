// A host as a table of files and programs, for checks that only read.
import type { DaemonAnswer, Host, Output } from "../../src/doctor/host.ts";

/** What a recorded host consists of. What is not named is not there. */
export interface Recording {
  /** Files by path. A file that is `denied` cannot be read. */
  readonly files?: Readonly<Record<string, string>>;
  /** Paths of files that can be executed, with what they print; programs of the last path component are on PATH. */
  readonly programs?: Readonly<Record<string, Partial<Output>>>;
  readonly daemon?: DaemonAnswer;
}

export const denied = "\0denied";

/** The command that the recorded daemon is called by. */
export const program = ["/usr/local/bin/tsrt"] as const;

export function recordedHost({ files = {}, programs = {}, daemon = { kind: "missing" } }: Recording): Host {
  return {
    read: (path) => {
      if (files[path] === denied) {
        throw Object.assign(new Error(`open ${path}: permission denied`), { code: "EACCES" });
      }
      return files[path];
    },
    list: (directory) => {
      const inside = Object.keys(files).filter((path) => path.startsWith(`${directory}/`));
      const names = inside.map((path) => path.slice(directory.length + 1).split("/")[0] ?? "");
      return inside.length === 0 ? undefined : [...new Set(names)];
    },
    isProgram: (path) => programs[path] !== undefined,
    find: (name) => Object.keys(programs).find((path) => path.endsWith(`/${name}`)),
    run: async ([path = ""]) => ({ status: 0, stdout: "", stderr: "", ...programs[path] }),
    askDaemon: async () => daemon,
  };
}

const mounts = `22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
24 22 0:22 / /proc rw,nosuid shared:12 - proc proc rw
28 22 0:25 / /sys/fs/cgroup rw,nosuid,nodev,noexec shared:4 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot
`;

/** What `tsrt daemon config dump` prints, as far as it matters. */
export const configDump = `version = 4
root = "/var/lib/tsrt"
[plugins."io.containerd.server.v1.grpc"]
address = "/run/tsrt/tsrt.sock"
[plugins."io.containerd.cri.v1.runtime".cni]
bin_dirs = [ "/opt/cni/bin", "/usr/lib/cni" ]
conf_dir = "/etc/cni/net.d"
[plugins."io.containerd.cri.v1.runtime".containerd]
default_runtime_name = "runc"
[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"
[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc.options]
SystemdCgroup = true
`;

/** A Debian 13 with systemd, cgroup v2 and kubeadm, on which everything is as it has to be. */
export const goodNode = {
  files: {
    "/proc/sys/kernel/osrelease": "6.12.48+deb13-amd64\n",
    "/proc/self/mountinfo": mounts,
    "/sys/fs/cgroup/cgroup.controllers": "cpuset cpu io memory hugetlb pids rdma misc dmem\n",
    "/proc/filesystems": "nodev\tsysfs\nnodev\ttmpfs\nnodev\tproc\n\text4\nnodev\toverlay\n",
    "/proc/sys/net/ipv4/ip_forward": "1\n",
    "/proc/sys/net/netfilter/nf_conntrack_max": "262144\n",
    "/proc/sys/net/bridge/bridge-nf-call-iptables": "1\n",
    "/proc/sys/fs/inotify/max_user_instances": "8192\n",
    "/proc/swaps": "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n",
    "/proc/812/limits": `Limit                     Soft Limit           Hard Limit           Units     
Max core file size        0                    0                    bytes     
Max open files            1048576              1048576              files     
`,
    "/proc/self/limits": "Max open files            65536                1048576              files     \n",
    "/run/systemd/system/tsrt.service": "",
    "/etc/tsrt/config.toml": "version = 4\n",
    "/etc/cni/net.d/10-flannel.conflist": JSON.stringify({
      name: "cbr0",
      cniVersion: "0.3.1",
      plugins: [
        { type: "flannel", delegate: { hairpinMode: true, isDefaultGateway: true } },
        { type: "portmap", capabilities: { portMappings: true } },
      ],
    }),
    "/var/lib/kubelet/config.yaml": `apiVersion: kubelet.config.k8s.io/v1beta1
cgroupDriver: systemd
clusterDNS:
- 10.96.0.10
containerRuntimeEndpoint: unix:///run/tsrt/tsrt.sock
kind: KubeletConfiguration
`,
  },
  programs: {
    "/usr/sbin/conntrack": {},
    "/usr/sbin/runc": {
      stdout:
        "runc version 1.3.3\ncommit: v1.3.3-0-gd842d771\nspec: 1.2.1\ngo: go1.24.9\nlibseccomp: 2.6.0\n",
    },
    [program[0]]: { stdout: configDump },
    "/opt/cni/bin/flannel": {},
    "/opt/cni/bin/loopback": {},
    "/usr/lib/cni/portmap": {},
  },
  daemon: {
    kind: "answers",
    version: "0.1.0",
    pid: 812,
    failedPlugins: [],
    cri: {
      runtime: "containerd 0.1.0",
      conditions: [
        { type: "RuntimeReady", isMet: true, message: "" },
        { type: "NetworkReady", isMet: true, message: "" },
      ],
      cgroupDriver: "systemd",
    },
  },
} as const satisfies Recording;

/** The good node, changed. A file or program that is undefined is taken away. */
export function changed(changes: {
  readonly files?: Readonly<Record<string, string | undefined>>;
  readonly programs?: Readonly<Record<string, Partial<Output> | undefined>>;
  readonly daemon?: DaemonAnswer;
}): Host {
  return recordedHost({
    files: defined({ ...goodNode.files, ...changes.files }),
    programs: defined({ ...goodNode.programs, ...changes.programs }),
    daemon: changes.daemon ?? goodNode.daemon,
  });
}

function defined<T>(table: Readonly<Record<string, T | undefined>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(table).filter((entry): entry is [string, T] => entry[1] !== undefined),
  );
}
