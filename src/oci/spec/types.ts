// The parts of the OCI runtime spec that tsrt builds or reads. Names and meanings are the specification's.
// Source: runtime-spec config.md and config-linux.md.

/** How a container runs: the `config.json` of its bundle. */
export interface Spec {
  /** Version of the specification. */
  ociVersion: string;
  /** The container's own process. */
  process?: ProcessSpec;
  /** The root filesystem. A path that is not absolute is below the bundle. */
  root?: { path: string; readonly?: boolean };
  /** Name of the host, as the container sees it. */
  hostname?: string;
  /** NIS domain name, as the container sees it. */
  domainname?: string;
  /** What is mounted in the container, in this order. */
  mounts?: SpecMount[];
  /** Free pairs, some of which runtimes and hooks understand. */
  annotations?: Record<string, string>;
  /** What only Linux has. */
  linux?: Linux;
}

/** A process in a container. */
export interface ProcessSpec {
  /** Whether it gets a terminal. */
  terminal?: boolean;
  /** Size of the terminal, in characters. */
  consoleSize?: { width: number; height: number };
  user: User;
  /** The program and its arguments. */
  args?: string[];
  /** Variables as `NAME=value`. */
  env?: string[];
  /** Working directory, absolute. */
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
  /** From -1000, which the kernel never kills for memory, to 1000. */
  oomScoreAdj?: number;
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
  /** Where, absolute in the container. */
  destination: string;
  /** Type of the filesystem; `bind` for a bind mount. */
  type?: string;
  /** Device, directory of the host, or a name. */
  source?: string;
  /** As in fstab. */
  options?: string[];
}

/** The part of a spec that only Linux has. */
export interface Linux {
  /** Namespaces that the container has of its own or joins. It shares the host's of all other types. */
  namespaces?: LinuxNamespace[];
  /** User ids of the container as ids of the host. */
  uidMappings?: IdMapping[];
  /** Group ids of the container as ids of the host. */
  gidMappings?: IdMapping[];
  /** Device nodes that are made in the container. */
  devices?: Device[];
  /** Path of the cgroup; `SLICE:PREFIX:NAME` with the systemd driver. */
  cgroupsPath?: string;
  resources?: Resources;
  /** `shared`, `slave`, `private` or `unbindable`, with the prefix `r` for all below. */
  rootfsPropagation?: string;
  seccomp?: Seccomp;
  /** Paths that cannot be read in the container. */
  maskedPaths?: string[];
  /** Paths that cannot be written in the container. */
  readonlyPaths?: string[];
  /** Kernel parameters of the container's namespaces. */
  sysctl?: Record<string, string>;
  /** Class of cache and memory bandwidth. */
  intelRdt?: { closID: string };
}

/** All types of namespaces. */
export const namespaceTypes = ["pid", "network", "mount", "ipc", "uts", "user", "cgroup", "time"] as const;
/** A type of namespaces. */
export type NamespaceType = (typeof namespaceTypes)[number];

/** A namespace that the container joins, or has of its own when there is no path. */
export interface LinuxNamespace {
  type: NamespaceType;
  /** File of the namespace to join. */
  path?: string;
}

/** A range of ids of the container as ids of the host. */
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

/** What the cgroup lets processes do with devices. */
export interface DeviceRule {
  allow: boolean;
  /** `c`, `b`, or `a` for both, which is the default. */
  type?: string;
  /** Absent: all. */
  major?: number;
  /** Absent: all. */
  minor?: number;
  /** Of `r`, `w` and `m` (mknod). */
  access: string;
}

/** Limits of the cgroup. */
export interface Resources {
  devices?: DeviceRule[];
  /** Bytes; -1 for no limit. */
  memory?: { limit?: number; swap?: number; reservation?: number };
  cpu?: Cpu;
  /** Processes and threads; -1 for no limit. */
  pids?: { limit: number };
}

/** Limits of processors. */
export interface Cpu {
  /** Weight against other cgroups; 1024 is usual. */
  shares?: number;
  /** Microseconds of processor time in each period. */
  quota?: number;
  /** Microseconds. */
  period?: number;
  /** Microseconds of unused quota that may be used later. */
  burst?: number;
  /** Processors as a list such as `0-2,4`. */
  cpus?: string;
  /** Memory nodes as a list. */
  mems?: string;
}

/** A system call filter. */
export interface Seccomp {
  /** What is done about a call that no rule names, e.g. `SCMP_ACT_ERRNO`. */
  defaultAction: string;
  /** The error of such a call. */
  defaultErrnoRet?: number;
  /** Architectures that the filter is for, e.g. `SCMP_ARCH_X86_64`. */
  architectures?: string[];
  syscalls?: SeccompRule[];
}

/** What is done about some system calls. */
export interface SeccompRule {
  /** Names of the calls. */
  names: string[];
  action: string;
  /** The error that a refused call gets. */
  errnoRet?: number;
  /** Conditions on the arguments. */
  args?: SeccompArgument[];
}

/** A condition on an argument of a system call. */
export interface SeccompArgument {
  /** Which argument, from 0. */
  index: number;
  value: number;
  /** For operators that need two values. */
  valueTwo?: number;
  /** E.g. `SCMP_CMP_EQ`. */
  op: string;
}
