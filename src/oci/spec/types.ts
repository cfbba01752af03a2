// The parts of the OCI runtime spec that tsrt writes or reads, with the names of the specification.
// Source: runtime-spec config.md and config-linux.md.
import type { IoPriority, MemoryPolicy, Scheduler } from "./scheduling.ts";
import type { Seccomp } from "./seccomp-types.ts";

export * from "./scheduling.ts";
export * from "./seccomp-types.ts";

/** How a container runs. It is the content of `config.json` in the container's bundle. */
export interface Spec {
  /** Version of the specification. */
  ociVersion: string;
  /** The container's own process. */
  process?: ProcessSpec;
  /** The root filesystem. A path that is not absolute is below the bundle. */
  root?: { path: string; readonly?: boolean };
  /** The host name in the container. */
  hostname?: string;
  /** The NIS domain name in the container. */
  domainname?: string;
  /** The mounts of the container, in the order in which they are made. */
  mounts?: SpecMount[];
  /** Programs of the host that run at certain times of the container's life. */
  hooks?: Hooks;
  /** Arbitrary keys and values, some of which runtimes and hooks interpret. */
  annotations?: Record<string, string>;
  /** The settings that exist on Linux only. */
  linux?: Linux;
}

/** A process in a container. */
export interface ProcessSpec {
  /** Whether the process gets a terminal. */
  terminal?: boolean;
  /** Size of the terminal, in characters. */
  consoleSize?: { width: number; height: number };
  user: User;
  /** The program and its arguments. */
  args?: string[];
  /** Environment variables as `NAME=value`. */
  env?: string[];
  /** The absolute path of the working directory. */
  cwd: string;
  capabilities?: Capabilities;
  /** Resource limits of the process; one for each type. */
  rlimits?: Rlimit[];
  /** Whether set-uid programs and file capabilities have no effect. */
  noNewPrivileges?: boolean;
  /** Name of a loaded AppArmor profile. */
  apparmorProfile?: string;
  /** SELinux context. */
  selinuxLabel?: string;
  /** Adjusts how likely the kernel kills the process when memory is short: from -1000, which is never, to 1000. */
  oomScoreAdj?: number;
  ioPriority?: IoPriority;
  scheduler?: Scheduler;
}

/** The ids that a process runs with, as the container sees them. */
export interface User {
  uid: number;
  gid: number;
  /** File mode bits that new files do not get. */
  umask?: number;
  /** Supplementary groups. */
  additionalGids?: number[];
}

/** The capability sets of a process: names with the prefix `CAP_`. */
export interface Capabilities {
  bounding?: string[];
  effective?: string[];
  permitted?: string[];
  inheritable?: string[];
  ambient?: string[];
}

/** A resource limit, such as `RLIMIT_NOFILE`. */
export interface Rlimit {
  type: string;
  soft: number;
  hard: number;
}

/** A mount in the container. */
export interface SpecMount {
  /** The absolute path in the container. */
  destination: string;
  /** Type of the filesystem; `bind` for a bind mount. */
  type?: string;
  /** A device, a directory of the host, or a name, depending on the type. */
  source?: string;
  /** Mount options, as in fstab. */
  options?: string[];
  /** Maps the owners of the mount's files: the ids of the container are those on the disk. */
  uidMappings?: IdMapping[];
  /** The same for their groups. */
  gidMappings?: IdMapping[];
}

/** Hooks by the time at which they run; those of one time run in their order. */
export interface Hooks {
  /** As `createRuntime`; deprecated by the specification. */
  prestart?: Hook[];
  /** While the container is created, in the runtime's namespaces. */
  createRuntime?: Hook[];
  /** While the container is created, in its namespaces. */
  createContainer?: Hook[];
  /** Before the container's program runs, in its namespaces. */
  startContainer?: Hook[];
  /** After the container's program was started. */
  poststart?: Hook[];
  /** After the container was deleted. */
  poststop?: Hook[];
}

/** The times at which hooks run, in their order. */
export const hookNames = [
  "prestart",
  "createRuntime",
  "createContainer",
  "startContainer",
  "poststart",
  "poststop",
] as const satisfies readonly (keyof Hooks)[];

/** A program that is run as a hook, and gets the container's state on its stdin. */
export interface Hook {
  /** The absolute path of the program. */
  path: string;
  /** Its arguments, which begin with the name of the program. */
  args?: string[];
  /** Its environment variables as `NAME=value`. */
  env?: string[];
  /** Seconds that it may take. */
  timeout?: number;
}

/** The part of a spec that only Linux has. */
export interface Linux {
  /** The new namespaces of the container, and those that it joins. Of all other types it shares the host's. */
  namespaces?: LinuxNamespace[];
  /** Maps user ids of the container to ids of the host. */
  uidMappings?: IdMapping[];
  /** Maps group ids of the container to ids of the host. */
  gidMappings?: IdMapping[];
  /** Device nodes that are made in the container. */
  devices?: Device[];
  /** Path of the cgroup, or `SLICE:PREFIX:NAME` with the systemd driver. */
  cgroupsPath?: string;
  resources?: Resources;
  /** `shared`, `slave`, `private` or `unbindable`, with the prefix `r` for all mounts below. */
  rootfsPropagation?: string;
  seccomp?: Seccomp;
  /** SELinux context of the files of the container's mounts. */
  mountLabel?: string;
  /** Paths that cannot be read in the container. */
  maskedPaths?: string[];
  /** Paths that cannot be written in the container. */
  readonlyPaths?: string[];
  /** Kernel parameters of the container's namespaces. */
  sysctl?: Record<string, string>;
  /** The class of cache and memory bandwidth (Intel RDT). */
  intelRdt?: IntelRdt;
  /** Network interfaces of the host that the container gets, by their names on the host. */
  netDevices?: Record<string, { name: string }>;
  memoryPolicy?: MemoryPolicy;
}

/** The class of cache and memory bandwidth that a container belongs to. */
export interface IntelRdt {
  /** Name of the class; the container's id when it is empty. */
  closID?: string;
  l3CacheSchema?: string;
  memBwSchema?: string;
  /** Lines of the class's `schemata` file. */
  schemata?: string[];
  /** Whether the use of memory bandwidth is counted. */
  enableMonitoring?: boolean;
}

/** All types of namespaces. */
export const namespaceTypes = ["pid", "network", "mount", "ipc", "uts", "user", "cgroup", "time"] as const;
/** A type of namespaces. */
export type NamespaceType = (typeof namespaceTypes)[number];

/** A namespace that the container joins, or a new one when there is no path. */
export interface LinuxNamespace {
  type: NamespaceType;
  /** Path of the namespace to join. */
  path?: string;
}

/** Maps a range of ids of the container to ids of the host. */
export interface IdMapping {
  containerID: number;
  hostID: number;
  size: number;
}

/** A device node that is made in the container. */
export interface Device {
  path: string;
  /** `c`, `b`, `u` or `p`. */
  type: string;
  major: number;
  minor: number;
  fileMode?: number;
  uid?: number;
  gid?: number;
}

/** A rule of the cgroup that allows or denies the use of devices. */
export interface DeviceRule {
  allow: boolean;
  /** `c`, `b`, or `a` for both, which is the default. */
  type?: string;
  /** The rule is for all major numbers when this is absent. */
  major?: number;
  /** The rule is for all minor numbers when this is absent. */
  minor?: number;
  /** Any of `r`, `w` and `m` (mknod). */
  access: string;
}

/** Limits of the cgroup. */
export interface Resources {
  devices?: DeviceRule[];
  memory?: Memory;
  cpu?: Cpu;
  /** The number of processes and threads; -1 stands for no limit. */
  pids?: { limit: number };
  /** Bytes of huge pages, by their size such as `2MB`. */
  hugepageLimits?: { pageSize: string; limit: number }[];
  /** Files of cgroup v2 and what is written to them. */
  unified?: Record<string, string>;
}

/** Limits of memory in bytes; -1 stands for no limit. */
export interface Memory {
  limit?: number;
  /** Of memory and swap together. */
  swap?: number;
  /** What the kernel reclaims down to when memory is short. */
  reservation?: number;
  /** Of the kernel's memory; recent kernels ignore it. */
  kernel?: number;
  /** Of the kernel's buffers for TCP. */
  kernelTCP?: number;
  /** How readily pages are swapped out, from 0 to 100. */
  swappiness?: number;
  /** Whether processes that need more are stopped instead of killed. */
  disableOOMKiller?: boolean;
  /** Whether cgroups below count too. */
  useHierarchy?: boolean;
}

/** CPU limits. */
export interface Cpu {
  /** The weight relative to other cgroups; 1024 is usual. */
  shares?: number;
  /** Microseconds of processor time in each period. */
  quota?: number;
  /** The length of a period in microseconds. */
  period?: number;
  /** Microseconds of unused quota that may be used later. */
  burst?: number;
  /** Microseconds of realtime scheduling in each realtime period. */
  realtimeRuntime?: number;
  realtimePeriod?: number;
  /** The processors that may be used, as a list such as `0-2,4`. */
  cpus?: string;
  /** The memory nodes that may be used, as such a list. */
  mems?: string;
}
