// Lists what programs have left in places that all programs of a machine share. What a living process uses is left out.
import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";

function names(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

export function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** Fields as in proc_pid_mountinfo(5): root, mount point, …, "-", type. */
function mountTable(): { point: string; type: string }[] {
  const lines = read("/proc/self/mountinfo").split("\n").filter(Boolean);
  return lines.map((line) => {
    const fields = line.split(" ");
    return { point: fields[4] ?? "", type: fields[fields.indexOf("-") + 1] ?? "" };
  });
}

export function mountPoints(below: string): string[] {
  return mountTable()
    .map(({ point }) => point)
    .filter((point) => point === below || point.startsWith(`${below}/`));
}

/** The mount points of the hierarchies of cgroup version 1, of version 2, or of both. */
export function cgroupRoots(): string[] {
  return mountTable()
    .filter(({ type }) => type === "cgroup" || type === "cgroup2")
    .map(({ point }) => point);
}

export function directories(directory: string): string[] {
  return names(directory)
    .map((name) => join(directory, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true);
}

/** `owner` is the directory that contains all files of the command. */
export function tracesInFixedPlaces(owner: string): string[] {
  return [...networkNamespaces(), ...bridges(), ...shimSockets(), ...runcStates(owner), ...ownDirectories()];
}

function networkNamespaces(): string[] {
  const all = names("/run/netns").map((name) => join("/run/netns", name));
  if (all.length === 0) {
    return [];
  }
  const used = new Set(processes().map((pid) => link(`/proc/${pid}/ns/net`)));
  return all
    .filter((path) => !used.has(`net:[${statSync(path, { throwIfNoEntry: false })?.ino}]`))
    .map((path) => `netns ${path}`);
}

function processes(): string[] {
  return names("/proc").filter((name) => /^\d+$/.test(name));
}

function link(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

/** Bridges without members. */
function bridges(): string[] {
  return names("/sys/class/net")
    .map((name) => ({ name, ports: `/sys/class/net/${name}/brif` }))
    .filter(({ ports }) => existsSync(ports) && names(ports).length === 0)
    .map(({ name }) => `bridge ${name}`);
}

/** The directory in which all Go shims have their sockets, whichever daemon started them. */
function shimSockets(): string[] {
  const open = read("/proc/net/unix");
  return names("/run/containerd/s")
    .map((name) => join("/run/containerd/s", name))
    .filter((path) => !open.includes(path))
    .map((path) => `socket ${path}`);
}

/** runc's state names the bundle, from which the owner can be told. */
function runcStates(owner: string): string[] {
  return directories("/run/containerd/runc")
    .flatMap(directories)
    .filter((path) => read(join(path, "state.json")).includes(`${owner}/`))
    .map((path) => `runc state ${path}`);
}

/** Files that a daemon with the default configuration makes. No test may start such a daemon. */
function ownDirectories(): string[] {
  return ["/run/tsrt", "/var/lib/tsrt", "/etc/cni/net.d/10-tsrt-bridge.conflist"]
    .filter((path) => existsSync(path))
    .map((path) => `file ${path}`);
}
