// What CRI can be configured with, after its plugins have read it. The keys of the file are containerd's.

import type { LoopbackBy } from "../cni/loopback.ts";

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
  /** They may make and use all devices all the same. */
  readonly privilegedWithAllDevicesAllowed: boolean;
  /** Containers that are not privileged can write to their cgroups, too; cgroup v2 only. */
  readonly cgroupWritable: boolean;
  /** Path of a JSON file with the spec that those of containers are made from; empty: the usual one. */
  readonly baseSpecPath: string;
  /** Directory of the network configurations of this handler's pods; empty: the common one. */
  readonly cniConfigDirectory: string;
  /** How many of them are used; 0: the common number. */
  readonly cniNetworks: number;
  /** Name of what makes the sandboxes of pods. */
  readonly sandboxer: string;
}

/** The networks of pods. */
export interface CniSettings {
  readonly configDirectory: string;
  readonly pluginDirectories: readonly string[];
  /** How many network configurations are used; 0: all. */
  readonly networks: number;
  /** Whether networks are attached one after another. */
  readonly isSerial: boolean;
  /** Who brings the loopback interfaces of pods up. */
  readonly loopback: LoopbackBy;
  /** Which address of a pod is the first one; `cni`: the first that a plugin told. */
  readonly preference: "ipv4" | "ipv6" | "cni";
}

export interface RuntimeSettings {
  readonly defaultRuntime: string;
  readonly handlers: ReadonlyMap<string, RuntimeHandler>;
  readonly cni: CniSettings;
  /** Which pods are held by a process: all, or those that need one. */
  readonly pause: "always" | "when-needed";
  /** Where network namespaces of pods are bound. */
  readonly netnsDirectory: string;
  /** Bytes of a line of a container's log before it is split. */
  readonly maxLogLineBytes: number;
  /** No process gets a lower oom_score_adj than the daemon has. */
  readonly restrictsOomScoreAdj: boolean;
  readonly enablesUnprivilegedPorts: boolean;
  readonly enablesUnprivilegedIcmp: boolean;
  /** Milliseconds that an exec waits for its output after its end, which a child may hold open; 0: for ever. */
  readonly drainExecSyncIoTimeout: number;
  readonly ignoresImageVolumes: boolean;
  /** Seccomp profile where kubelet asks for none; empty for none. */
  readonly unsetSeccompProfile: string;
  /** Whether /proc keeps its masked and read-only paths although kubelet sends none. */
  readonly disablesProcMount: boolean;
  /** Whether processes and files get SELinux labels. */
  readonly enablesSelinux: boolean;
  /** Whether processes get no AppArmor profile. */
  readonly disablesApparmor: boolean;
  /** Limits of huge pages are left out where the kernel has none, instead of being refused. */
  readonly toleratesMissingHugetlb: boolean;
  /** Limits of huge pages are left out everywhere. */
  readonly disablesHugetlb: boolean;
  /** Devices belong to the user that the container runs as, instead of to the host's. */
  readonly ownsDevicesAsUser: boolean;
  /** Whether the memory and files of containers may be written to archives. */
  readonly enablesCheckpoints: boolean;
  /** Directories of CDI's spec files; undefined: CDI is switched off. */
  readonly cdiDirectories: readonly string[] | undefined;
  /** Deprecated settings that are used: what to do instead, by containerd's ids. */
  readonly deprecations: Readonly<Record<string, string>>;
  /** Ids of those that Status does not tell. */
  readonly ignoredDeprecations: readonly string[];
  /** The configuration as containerd's JSON has it, for people. */
  readonly json: Readonly<Record<string, unknown>>;
}

export interface ImageSettings {
  /** Empty: the daemon's default. */
  readonly snapshotter: string;
  /** Directories of hosts.toml files; empty: the daemon's. */
  readonly registryConfigPath: string;
  /** Headers of all requests to registries. */
  readonly registryHeaders: Readonly<Record<string, string>>;
  /** By what they are for; `sandbox` is the image of the pause container. */
  readonly pinnedImages: Readonly<Record<string, string>>;
  /** Milliseconds for which a count of what a container has written is good. */
  readonly usageLifetime: number;
  /** Blobs that all pulls together fetch at once; undefined: as many as the transfer service does. */
  readonly maxDownloads: number | undefined;
  /** Milliseconds that a pull may fetch without getting a byte; 0: for ever. */
  readonly pullProgressTimeout: number;
  /** Deprecated settings that are used: what to do instead, by containerd's ids. */
  readonly deprecations: Readonly<Record<string, string>>;
}
