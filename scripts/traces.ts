// What lies in places that all programs of a machine share. Only what nobody alive uses is listed.
import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";

function names(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function read(path: string): string {
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

/** Cgroups of containers in which no process is. runc never removes their parents, those of namespaces. */
export function cgroups(): string[] {
  const roots = mountTable().filter(({ type }) => type === "cgroup" || type === "cgroup2");
  return roots.flatMap(({ point }) =>
    directories(point)
      .filter((parent) => !/\.(slice|scope|service)$/.test(parent))
      .flatMap((parent) => directories(parent))
      .filter(isEmptyCgroup)
      .map((path) => `cgroup ${path}`),
  );
}

function directories(directory: string): string[] {
  return names(directory)
    .map((name) => join(directory, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true);
}

function isEmptyCgroup(path: string): boolean {
  return read(join(path, "cgroup.procs")).trim() === "" && directories(path).every(isEmptyCgroup);
}

export function tracesInFixedPlaces(): string[] {
  return [...networkNamespaces(), ...bridges(), ...shimSockets(), ...runcStates(), ...ownDirectories()];
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

/** Bridges that join nothing. */
function bridges(): string[] {
  return names("/sys/class/net")
    .map((name) => ({ name, ports: `/sys/class/net/${name}/brif` }))
    .filter(({ ports }) => existsSync(ports) && names(ports).length === 0)
    .map(({ name }) => `bridge ${name}`);
}

/** Where all shims of Go have theirs, whosever daemon started them. */
function shimSockets(): string[] {
  const open = read("/proc/net/unix");
  return names("/run/containerd/s")
    .map((name) => join("/run/containerd/s", name))
    .filter((path) => !open.includes(path))
    .map((path) => `socket ${path}`);
}

function runcStates(): string[] {
  return directories("/run/containerd/runc")
    .flatMap(directories)
    .filter((path) => !isRunning(join(path, "state.json")))
    .map((path) => `runc state ${path}`);
}

function isRunning(state: string): boolean {
  const pid = /"init_process_pid":(\d+)/.exec(read(state))?.[1];
  return pid !== undefined && existsSync(`/proc/${pid}`);
}

/** A daemon without a configuration of its own makes these; no test may have one. */
function ownDirectories(): string[] {
  return ["/run/tsrt", "/var/lib/tsrt", "/etc/cni/net.d/10-tsrt-bridge.conflist"]
    .filter((path) => existsSync(path))
    .map((path) => `file ${path}`);
}
