// The keys of `[plugins."io.containerd.cri.v1.runtime"]`. Source: containerd internal/cri/config/config.go, RuntimeConfig.
import { type Config, key } from "../../plugin/index.ts";
import type { InertKeys } from "./inert.ts";

export const runtimeKeys = {
  containerd: key.table(
    { default_runtime_name: "runc", runtimes: { runc: { runtime_type: "io.containerd.runc.v2" } } },
    "default_runtime_name, and the runtimes by the names of RuntimeClass handlers",
  ),
  cni: key.table({}, "directories of plugins and of network configurations, and how many of those are used"),
  pause: key.string("always", "which pods run a pause process: all, or those that need one", {
    oneOf: ["always", "when-needed"],
  }),
  enable_selinux: key.bool(false, "processes and files get SELinux labels"),
  selinux_category_range: key.int(1024, "no effect: only labels that kubelet sends are used"),
  max_container_log_line_size: key.int(
    16_384,
    "bytes of a line of a log before it is split; 0 or less: never split",
  ),
  disable_apparmor: key.bool(false, "processes get no AppArmor profile"),
  restrict_oom_score_adj: key.bool(false, "no process gets a lower oom_score_adj than the daemon has"),
  disable_proc_mount: key.bool(false, "paths of /proc are masked although kubelet sends none"),
  unset_seccomp_profile: key.string("", "seccomp profile where kubelet names none"),
  tolerate_missing_hugetlb_controller: key.bool(
    true,
    "limits of huge pages are left out where the kernel has none, instead of being refused",
  ),
  disable_hugetlb_controller: key.bool(true, "limits of huge pages are left out"),
  device_ownership_from_security_context: key.bool(
    false,
    "devices belong to the user that the container runs as, instead of to the host's",
  ),
  ignore_image_defined_volumes: key.bool(false, "no volume is made for VOLUME of an image"),
  netns_mounts_under_state_dir: key.bool(
    false,
    "network namespaces of pods are bound below the plugin's state directory instead of /var/run/netns",
  ),
  enable_unprivileged_ports: key.bool(true, "processes without privileges may listen on ports below 1024"),
  enable_unprivileged_icmp: key.bool(true, "processes without privileges may ping"),
  enable_cdi: key.bool(true, "containers get the devices that are named by CDI (vendor.com/class=device)"),
  cdi_spec_dirs: key.strings(
    ["/etc/cdi", "/var/run/cdi"],
    "directories of CDI's spec files; a later one counts more than an earlier one",
  ),
  drain_exec_sync_io_timeout: key.duration(
    0,
    "how long an exec waits for output that a child holds open; 0s: for ever",
  ),
  ignore_deprecation_warnings: key.strings([], "ids of deprecated settings that Status does not tell"),
  stats_collect_period: key.string("", "no effect: CPU use is counted between two calls for it"),
  stats_retention_period: key.string("", "no effect: only the last sample of CPU use is kept"),
  enable_criu: key.bool(false, "CheckpointContainer writes the memory and files of containers to archives"),
  systemd_cgroup: key.bool(false, "no effect: SystemdCgroup of a runtime's options counts"),
  disable_cgroup: key.bool(false, "no effect: limits are always set"),
} as const satisfies Config;

export const inertRuntimeKeys: InertKeys = {
  selinux_category_range: { why: "only labels that kubelet sends are used", harmless: [0] },
  stats_collect_period: { why: "CPU use is counted between two calls for it" },
  stats_retention_period: { why: "only the last sample of CPU use is kept" },
  systemd_cgroup: { why: "set SystemdCgroup in the options of the runtime instead" },
  disable_cgroup: { why: "limits are always set" },
};

export const containerdKeys = {
  default_runtime_name: key.string("runc", "the runtime of pods that name none"),
  runtimes: key.table({}, "runtimes by the names of RuntimeClass handlers"),
  ignore_blockio_not_enabled_errors: key.bool(false, "no effect: there are no blockio classes"),
  ignore_rdt_not_enabled_errors: key.bool(false, "no effect: there are no RDT classes"),
  no_pivot: key.bool(false, "no effect: NoPivotRoot of a runtime's options counts"),
  default_runtime: key.table({}, "no effect: default_runtime_name counts"),
  untrusted_workload_runtime: key.table({}, "no effect: the handler `untrusted` counts"),
} as const satisfies Config;

export const inertContainerdKeys: InertKeys = {
  ignore_blockio_not_enabled_errors: { why: "there are no blockio classes" },
  ignore_rdt_not_enabled_errors: { why: "there are no RDT classes" },
  no_pivot: { why: "set NoPivotRoot in the options of the runtime instead" },
};

export const cniKeys = {
  bin_dir: key.string("", "older name for a list of one directory of plugins"),
  bin_dirs: key.strings(["/opt/cni/bin", "/usr/lib/cni"], "directories of plugins"),
  conf_dir: key.string("/etc/cni/net.d", "directory of network configurations"),
  max_conf_num: key.int(1, "how many configurations are used; 0: all", { min: 0 }),
  setup_serially: key.bool(false, "networks are attached one after another"),
  conf_template: key.string("", "no effect: no configuration is made from a template"),
  ip_pref: key.string("", "which address of a pod is the first one", { oneOf: ["", "ipv4", "ipv6", "cni"] }),
  use_internal_loopback: key.bool(
    false,
    "the daemon brings the loopback interfaces of pods up itself, without the loopback plugin",
  ),
} as const satisfies Config;

export const inertCniKeys: InertKeys = {
  conf_template: { why: "no configuration is made from a template; put one into conf_dir" },
};
