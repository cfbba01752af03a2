// What tests may leave behind and must not: processes of ours, mounts, network namespaces, cgroups, temporary files.
// `list` prints what is there; `compare FILE` fails, naming what is there now and was not in FILE.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { tmpdir } from "node:os";

function processes(): string[] {
  const ours = /\/(tsrt|runc|containerd|containerd-shim-[^/]*|docker-registry)( \(deleted\))?$/;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const exe = readlinkSync(`/proc/${pid}/exe`);
        const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
        return ours.test(exe) ? [`process ${pid} ${command}`] : [];
      } catch {
        return zombieOf(pid);
      }
    });
}

/** A zombie has no exe any more, but a name. */
function zombieOf(pid: string): string[] {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, "utf8");
    return / Z /.test(status) && /\((tsrt|runc)/.test(status) ? [`zombie ${pid} ${status.slice(0, 40)}`] : [];
  } catch {
    return [];
  }
}

function mounts(): string[] {
  return readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => `mount ${line.split(" ")[4]}`);
}

function entries(kind: string, directory: string, wanted: RegExp): string[] {
  try {
    return readdirSync(directory)
      .filter((name) => wanted.test(name))
      .map((name) => `${kind} ${directory}/${name}`);
  } catch {
    return [];
  }
}

function cgroups(directory: string, depth: number): string[] {
  let found: string[] = [];
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.isDirectory() && depth > 0) {
      const path = `${directory}/${entry.name}`;
      found = [...found, `cgroup ${path}`, ...cgroups(path, depth - 1)];
    }
  }
  return found;
}

function list(): string[] {
  return [
    ...processes(),
    ...mounts(),
    ...entries("netns", "/run/netns", /./),
    ...entries("file", tmpdir(), /^(tsrt|ctrd|containerd)/),
    ...cgroups("/sys/fs/cgroup", 3),
  ];
}

function compare(file: string): void {
  const before = new Set(readFileSync(file, "utf8").split("\n"));
  const left = list().filter((line) => !before.has(line));
  for (const line of left) {
    console.error(`left behind: ${line}`);
  }
  process.exit(left.length === 0 ? 0 : 1);
}

const [command, file] = process.argv.slice(2);
if (command === "compare" && file !== undefined) {
  compare(file);
} else {
  console.log(list().join("\n"));
}
