// What CRI can be configured with, after its plugins have read it. The keys of the file are containerd's.

/** A `[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.NAME]`. */
export interface RuntimeHandler {
  readonly name: string;
  /** Name of the runtime, e.g. `io.containerd.runc.v2`. */
  readonly type: string;
  /** Path of a shim, which beats the type; empty for none. */
  readonly path: string;
  /** As the file has them, e.g. `SystemdCgroup`. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Empty for the default one. */
  readonly snapshotter: string;
  /** Patterns of annotations of pods, and of containers, that go into the specs. */
  readonly podAnnotations: readonly string[];
  readonly containerAnnotations: readonly string[];
  /** Privileged containers do not get the devices of the host. */
  readonly privilegedWithoutHostDevices: boolean;
}

export interface RuntimeSettings {
  readonly defaultRuntime: string;
  readonly handlers: ReadonlyMap<string, RuntimeHandler>;
  readonly cniConfigDirectory: string;
  readonly cniPluginDirectories: readonly string[];
  /** How many network configurations are used. */
  readonly cniNetworks: number;
  /** Bytes of a line of a container's log before it is split. */
  readonly maxLogLineBytes: number;
  /** No process gets a lower oom_score_adj than the daemon has. */
  readonly restrictsOomScoreAdj: boolean;
  readonly enablesUnprivilegedPorts: boolean;
  readonly enablesUnprivilegedIcmp: boolean;
  /** Milliseconds that an exec waits for its output after its end, which a child may hold open; 0: for ever. */
  readonly drainExecSyncIoTimeout: number;
  /** Whether labels of SELinux are set. */
  readonly enablesSelinux: boolean;
  readonly ignoresImageVolumes: boolean;
  /** Seccomp profile where kubelet asks for none; empty for none. */
  readonly unsetSeccompProfile: string;
  /** Whether /proc keeps its masked and read-only paths although kubelet sends none. */
  readonly disablesProcMount: boolean;
}

export interface ImageSettings {
  /** Empty: the daemon's default. */
  readonly snapshotter: string;
  /** Directories of hosts.toml files; empty: the daemon's. */
  readonly registryConfigPath: string;
  /** By what they are for; `sandbox` is the image of the pause container. */
  readonly pinnedImages: Readonly<Record<string, string>>;
}
