import { readFileSync } from "node:fs";

/** A mount as proc_pid_mountinfo(5) lists it. */
export interface MountInfo {
  readonly point: string;
  /** Such as `shared:1` and `master:2`: with which others it shares what is mounted below it. */
  readonly propagation: readonly string[];
  /** Options of the filesystem, which all of its mounts have. */
  readonly options: readonly string[];
}

/** The mounts of this process's namespace, in the order in which they lie on each other. */
export function mountTable(): MountInfo[] {
  const lines = readFileSync("/proc/self/mountinfo", "utf8").split("\n");
  return lines.filter((line) => line !== "").map(parseLine);
}

/** Fields: id, parent, device, root, mount point, options, optional fields up to a hyphen, type, source, options. */
function parseLine(line: string): MountInfo {
  const fields = line.split(" ");
  const end = fields.indexOf("-", 6);
  return {
    point: unescaped(fields[4] ?? ""),
    propagation: fields.slice(6, end),
    options: (fields[end + 3] ?? "").split(","),
  };
}

/** Blanks, tabs, line feeds and backslashes stand as octal numbers. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

/** The mount that `path`, which is absolute and without links, lies in. */
export function mountOf(path: string): MountInfo | undefined {
  const holds = ({ point }: MountInfo): boolean =>
    point === "/" || path === point || path.startsWith(`${point}/`);
  const candidates = mountTable().filter(holds);
  const longest = Math.max(...candidates.map(({ point }) => point.length));
  return candidates.findLast(({ point }) => point.length === longest);
}
