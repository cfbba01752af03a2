// The mounts that a process sees. Source: proc_pid_mountinfo(5).

export interface MountEntry {
  readonly target: string;
  readonly type: string;
  /** Options of the filesystem, not of this mount of it. */
  readonly options: readonly string[];
}

/** Reads /proc/PID/mountinfo, in the order in which mounts were made. */
export function parseMounts(text: string): MountEntry[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [before = "", after = ""] = line.split(" - ");
      const [type = "", , options = ""] = after.split(" ");
      return { target: unescaped(before.split(" ")[4] ?? ""), type, options: options.split(",") };
    });
}

/** The mount that a path is on: of the deepest target the latest. */
export function mountOf(mounts: readonly MountEntry[], path: string): MountEntry | undefined {
  const around = mounts.filter(({ target }) => `${path}/`.startsWith(target === "/" ? "/" : `${target}/`));
  return around.reduce<MountEntry | undefined>(
    (deepest, mount) => (mount.target.length >= (deepest?.target.length ?? 0) ? mount : deepest),
    undefined,
  );
}

/** Spaces and the like are written as octal numbers. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
