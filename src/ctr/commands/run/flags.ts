// The flags that describe a container, shared by `run` and `containers create`.
import { bool, type Flags, list, number, text, textOr, type Values } from "../../flags/flags.ts";
import { snapshotterFlag } from "../../flags/shared.ts";

const runtimeFlags = {
  runtime: textOr("io.containerd.runc.v2", "Runtime name or absolute path of a shim"),
  "runc-binary": text("Path of a runc-compatible binary"),
  "runc-root": text("Root directory of runc's state"),
  "runc-systemd-cgroup": bool("Start runc with the systemd cgroup manager"),
  "runtime-config-path": text("Configuration file of another runtime"),
  "no-pivot": bool("Do not use pivot_root"),
} as const satisfies Flags;

const resourceFlags = {
  "memory-limit": number("Memory limit in bytes"),
  cpus: number("How many processors' time it may use"),
  "cpu-shares": number("CPU shares"),
  "cpu-quota": number("CPU CFS quota, in microseconds"),
  "cpu-period": number("CPU CFS period, in microseconds"),
  "cpu-burst": number("CPU CFS burst, in microseconds"),
  "cpuset-cpus": text("CPUs it may run on, e.g. 1-2,4"),
  "cpuset-mems": text("Memory nodes it may use, e.g. 0-1"),
  "pids-limit": number("How many processes it may have"),
  "rlimit-nofile": text("RLIMIT_NOFILE as soft[:hard]"),
  device: list("Device or directory of devices to add, or a device by CDI, e.g. vendor.com/class=name"),
  gpus: list("Number of a GPU to add, by CDI; several with commas"),
  "cdi-spec-dirs": list("Directory of CDI's spec files (default /etc/cdi and /var/run/cdi)"),
} as const satisfies Flags;

const securityFlags = {
  privileged: bool("Run a privileged container"),
  "privileged-without-host-devices": bool("Don't give a privileged container the host's devices"),
  "allow-new-privs": bool("Turn off the no-new-privileges flag"),
  "cap-add": list("Add a capability (with CAP_ prefix)"),
  "cap-drop": list("Drop a capability (with CAP_ prefix)"),
  seccomp: bool("Enable the default seccomp profile"),
  "seccomp-profile": text("File of a seccomp profile; needs --seccomp"),
  "apparmor-profile": text("Name of a loaded AppArmor profile"),
} as const satisfies Flags;

/** The flags of `run` and `containers create`. */
export const containerFlags = {
  ...runtimeFlags,
  snapshotter: snapshotterFlag,
  "snapshotter-label": list("Label of the new snapshot"),
  config: text("File with the whole OCI spec, in place of an image", { alias: "c" }),
  cwd: text("Working directory of the process"),
  env: list("Environment variable, e.g. FOO=bar"),
  "env-file": text("File of environment variables, one a line"),
  label: list("Label of the container, e.g. foo=bar"),
  annotation: list("OCI annotation, e.g. foo=bar"),
  mount: list("Mount, e.g. type=bind,src=/tmp,dst=/host,options=rbind:ro"),
  "net-host": bool("Use the host's network"),
  "read-only": bool("Make the root filesystem read-only"),
  sandbox: text("Create the container in this sandbox"),
  tty: bool("Allocate a terminal", { alias: "t" }),
  "with-ns": list("Existing namespace to join, as <type>:<path>"),
  "pid-file": text("File to write the task's pid to"),
  hostname: text("Host name"),
  user: text("User name or id, group optional: <name|uid>[:<group|gid>]", { alias: "u" }),
  rootfs: bool("The image is a directory to be used as root filesystem"),
  "rootfs-propagation": text("Propagation of the root filesystem's mount"),
  ...resourceFlags,
  ...securityFlags,
} as const satisfies Flags;

/** Flags that only `run` has, although they change the container, too. */
export const runFlags = {
  cgroup: text('Cgroup path; "" for none'),
  cni: bool("Connect the container to the network of /etc/cni/net.d"),
  platform: text("Run the image of a specific platform"),
} as const satisfies Flags;

/** The values of all these flags. Those of `run` are absent for `containers create`. */
export type ContainerFlags = Values<typeof containerFlags> & Partial<Values<typeof runFlags>>;
