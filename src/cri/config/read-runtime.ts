import { join } from "node:path";
import { cdiDirectories } from "../../oci/cdi/index.ts";
import { currentCapabilities } from "../../oci/spec/index.ts";
import type { Settings } from "../../plugin/index.ts";
import type { CniSettings, RuntimeSettings } from "../settings.ts";
import { configJson } from "./config-json.ts";
import { deprecationsOf } from "./deprecations.ts";
import { type Concern, inertConcerns } from "./inert.ts";
import { readNested } from "./nested.ts";
import { readHandlers } from "./read-handlers.ts";
import {
  cniKeys,
  containerdKeys,
  inertCniKeys,
  inertContainerdKeys,
  inertRuntimeKeys,
  runtimeKeys,
} from "./runtime-keys.ts";

/** What was read, and what of the configuration is not done. */
export interface ReadRuntime {
  readonly settings: RuntimeSettings;
  readonly concerns: readonly Concern[];
}

/** `state` is the plugin's state directory. Invalid argument: a value is not what its key must be. */
export function readRuntime(config: Settings<typeof runtimeKeys>, state: string): ReadRuntime {
  const containerd = readNested(containerdKeys, inertContainerdKeys, config.containerd, "containerd");
  const { handlers, tables, concerns: ofHandlers } = readHandlers(containerd.settings.runtimes);
  const cni = readNested(cniKeys, inertCniKeys, config.cni, "cni");
  return {
    settings: {
      defaultRuntime: containerd.settings.default_runtime_name,
      handlers,
      cni: toCni(cni.settings),
      pause: config.pause === "when-needed" ? "when-needed" : "always",
      netnsDirectory: config.netns_mounts_under_state_dir ? join(state, "netns") : "/var/run/netns",
      maxLogLineBytes: Math.max(0, config.max_container_log_line_size),
      // The kernel refuses a lower score to a daemon without this capability, so asking for one would fail every pod.
      restrictsOomScoreAdj:
        config.restrict_oom_score_adj || !currentCapabilities().includes("CAP_SYS_RESOURCE"),
      enablesUnprivilegedPorts: config.enable_unprivileged_ports,
      enablesUnprivilegedIcmp: config.enable_unprivileged_icmp,
      drainExecSyncIoTimeout: config.drain_exec_sync_io_timeout,
      ignoresImageVolumes: config.ignore_image_defined_volumes,
      unsetSeccompProfile: config.unset_seccomp_profile,
      disablesProcMount: config.disable_proc_mount,
      enablesSelinux: config.enable_selinux,
      disablesApparmor: config.disable_apparmor,
      toleratesMissingHugetlb: config.tolerate_missing_hugetlb_controller,
      disablesHugetlb: config.disable_hugetlb_controller,
      ownsDevicesAsUser: config.device_ownership_from_security_context,
      enablesCheckpoints: config.enable_criu,
      cdiDirectories: config.enable_cdi ? cdiDirectories(config.cdi_spec_dirs) : undefined,
      deprecations: deprecationsOf(config, cni.settings.bin_dir),
      ignoredDeprecations: config.ignore_deprecation_warnings,
      json: configJson({
        runtime: config,
        containerd: containerd.settings,
        cni: cni.settings,
        handlers: tables,
      }),
    },
    concerns: [
      ...inertConcerns(inertRuntimeKeys, config, (name) => defaultOf(name), ""),
      ...containerd.concerns,
      ...unusedRuntimes(containerd.settings),
      ...ofHandlers,
      ...missingDefault(containerd.settings.default_runtime_name, handlers),
      ...cni.concerns,
    ],
  };
}

function defaultOf(name: string): unknown {
  return (runtimeKeys as Readonly<Record<string, { readonly default: unknown }>>)[name]?.default;
}

function toCni(settings: Settings<typeof cniKeys>): CniSettings {
  const { bin_dir: directory, bin_dirs: directories } = settings;
  const isDefault = directories.join() === cniKeys.bin_dirs.default.join();
  return {
    // As containerd: the older key counts where the newer one says nothing.
    pluginDirectories: directory !== "" && isDefault ? [directory] : directories,
    configDirectory: settings.conf_dir,
    networks: settings.max_conf_num,
    isSerial: settings.setup_serially,
    loopback: settings.use_internal_loopback ? "itself" : "plugin",
    preference: settings.ip_pref === "ipv6" || settings.ip_pref === "cni" ? settings.ip_pref : "ipv4",
  };
}

/** containerd 1.x writes both tables, without a type, into its default file. */
function unusedRuntimes(settings: Settings<typeof containerdKeys>): Concern[] {
  const tables = [
    ["default_runtime", "set default_runtime_name instead"],
    ["untrusted_workload_runtime", "configure a handler of the name `untrusted` instead"],
  ] as const;
  return tables
    .filter(([name]) => (settings[name].runtime_type ?? "") !== "")
    .map(([name, why]) => ({ key: `containerd.${name}`, why }));
}

function missingDefault(name: string, handlers: ReadonlyMap<string, unknown>): Concern[] {
  const why = `no runtime of the name ${JSON.stringify(name)} is configured, so pods that name none fail`;
  return handlers.has(name) ? [] : [{ key: "containerd.default_runtime_name", why }];
}
