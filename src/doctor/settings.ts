// What the daemon is configured with, as far as checks want to know. The daemon's own `config dump` has read the files, with
// their imports and their older versions.
import { parse } from "smol-toml";
import { readShape, type ShapeOf, shape } from "../core/shape.ts";
import { cdiDirectories, defaultCdiDirectories } from "../oci/cdi/index.ts";

const runtimeShape = shape.object({
  runtime_type: shape.or(shape.text, ""),
  runtime_path: shape.or(shape.text, ""),
  options: shape.or(
    shape.object({ SystemdCgroup: shape.or(shape.flag, false), BinaryName: shape.or(shape.text, "") }),
    { SystemdCgroup: false, BinaryName: "" },
  ),
});

const criShape = shape.object({
  enable_cdi: shape.or(shape.flag, true),
  cdi_spec_dirs: shape.or(shape.list(shape.text), []),
  cni: shape.or(
    shape.object({
      bin_dir: shape.or(shape.text, ""),
      bin_dirs: shape.or(shape.list(shape.text), []),
      conf_dir: shape.or(shape.text, ""),
    }),
    { bin_dir: "", bin_dirs: [], conf_dir: "" },
  ),
  containerd: shape.or(
    shape.object({
      default_runtime_name: shape.or(shape.text, ""),
      runtimes: shape.or(shape.map(runtimeShape), {}),
    }),
    { default_runtime_name: "", runtimes: {} },
  ),
});

const dumpShape = shape.object({
  root: shape.text,
  plugins: shape.object({
    "io.containerd.server.v1.grpc": shape.object({ address: shape.text }),
    "io.containerd.cri.v1.runtime": shape.optional(criShape),
  }),
});

/** A runtime that pods can choose. */
export interface RuntimeSetting {
  /** Its name, as a RuntimeClass has it. */
  readonly name: string;
  /** As the configuration says; empty: runc's. */
  readonly type: string;
  /** Path of the shim; empty: by the type. */
  readonly path: string;
  /** Path or name of the OCI runtime; empty: runc. */
  readonly binary: string;
  readonly usesSystemdCgroups: boolean;
}

export interface Settings {
  /** Where the daemon keeps its data. */
  readonly root: string;
  /** Path of the daemon's socket. */
  readonly address: string;
  readonly cniPluginDirectories: readonly string[];
  readonly cniConfigDirectory: string;
  /** Directories of CDI's spec files; empty: CDI is switched off. */
  readonly cdiDirectories: readonly string[];
  readonly runtimes: readonly RuntimeSetting[];
  readonly defaultRuntime: string;
}

/** What holds when there is no configuration, or it cannot be read. */
export const defaultSettings: Settings = {
  root: "/var/lib/tsrt",
  address: "/run/tsrt/tsrt.sock",
  cniPluginDirectories: ["/opt/cni/bin", "/usr/lib/cni"],
  cniConfigDirectory: "/etc/cni/net.d",
  cdiDirectories: defaultCdiDirectories,
  runtimes: [],
  defaultRuntime: "runc",
};

/** Reads what `config dump` prints. Invalid argument: it is something else. */
export function readSettings(dump: string): Settings {
  const { root, plugins } = readShape(dumpShape, parse(dump), "config dump");
  const cri = plugins["io.containerd.cri.v1.runtime"];
  const { runtimes = {}, default_runtime_name = "" } = cri?.containerd ?? {};
  const { bin_dirs = [], bin_dir = "" } = cri?.cni ?? {};
  const pluginDirectories = [...bin_dirs, bin_dir].filter((directory) => directory !== "");
  return {
    root,
    address: plugins["io.containerd.server.v1.grpc"].address,
    cniPluginDirectories:
      pluginDirectories.length > 0 ? pluginDirectories : defaultSettings.cniPluginDirectories,
    cniConfigDirectory: cri?.cni.conf_dir || defaultSettings.cniConfigDirectory,
    cdiDirectories: cri?.enable_cdi === false ? [] : cdiDirectories(cri?.cdi_spec_dirs ?? []),
    runtimes: Object.entries(runtimes).map(([name, runtime]) => runtimeOf(name, runtime)),
    defaultRuntime: default_runtime_name || defaultSettings.defaultRuntime,
  };
}

function runtimeOf(name: string, runtime: ShapeOf<typeof runtimeShape>): RuntimeSetting {
  return {
    name,
    type: runtime.runtime_type,
    path: runtime.runtime_path,
    binary: runtime.options.BinaryName,
    usesSystemdCgroups: runtime.options.SystemdCgroup,
  };
}
