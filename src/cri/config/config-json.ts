// The configuration as `crictl info` prints it: JSON with containerd's names. Source: containerd internal/cri/config/config.go.
import { formatDuration } from "../../context/duration.ts";

type Values = Readonly<Record<string, unknown>>;

/** Names that are not just the words of the key run together. */
const names: Readonly<Record<string, string>> = {
  container_annotations: "ContainerAnnotations",
  device_ownership_from_security_context: "device_ownership_from_security_context",
  drain_exec_sync_io_timeout: "drainExecSyncIOTimeout",
  enable_criu: "enableCRIU",
  enable_unprivileged_icmp: "enableUnprivilegedICMP",
  ignore_blockio_not_enabled_errors: "ignoreBlockIONotEnabledErrors",
  io_type: "io_type",
  pod_annotations: "PodAnnotations",
  privileged_without_host_devices: "privileged_without_host_devices",
  privileged_without_host_devices_all_devices_allowed: "privileged_without_host_devices_all_devices_allowed",
  restrict_oom_score_adj: "restrictOOMScoreAdj",
};

/** Keys of earlier releases, which containerd does not print. */
const older = [
  "bin_dir",
  "default_runtime",
  "disable_cgroup",
  "enable_cdi",
  "no_pivot",
  "runtime_engine",
  "runtime_root",
  "systemd_cgroup",
  "untrusted_workload_runtime",
];

export interface ConfigTables {
  readonly runtime: Values;
  readonly containerd: Values;
  readonly cni: Values;
  /** By the names of the handlers. */
  readonly handlers: Readonly<Record<string, Values>>;
}

/** For JSON.stringify. */
export function configJson({ runtime, containerd, cni, handlers }: ConfigTables): Values {
  const runtimes = Object.entries(handlers).map(([name, values]) => [name, tableJson(values)]);
  return {
    ...tableJson({ ...runtime, drain_exec_sync_io_timeout: durationOf(runtime.drain_exec_sync_io_timeout) }),
    containerd: { ...tableJson(containerd), runtimes: Object.fromEntries(runtimes) },
    cni: tableJson(cni),
  };
}

function tableJson(values: Values): Values {
  const printed = Object.entries(values).filter(([key]) => !older.includes(key));
  return Object.fromEntries(printed.map(([key, value]) => [nameOf(key), shown(value)]));
}

function nameOf(key: string): string {
  return names[key] ?? key.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase());
}

/** A list of nothing is null in Go. */
function shown(value: unknown): unknown {
  return Array.isArray(value) && value.length === 0 ? null : value;
}

function durationOf(millis: unknown): unknown {
  return typeof millis === "number" ? formatDuration(millis) : millis;
}
