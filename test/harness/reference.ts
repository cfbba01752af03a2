// The containerd and runc that tsrt is compared with: those that `npm run reference` built, before those on PATH.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

export const top: string = join(import.meta.dir, "../..");

/** Where `npm run reference` puts its programs. */
const built = join(top, "dist/reference");

/** PATH of the machine, without the directory of our own programs. */
const systemPath = `/usr/sbin:/sbin:${process.env.PATH ?? "/usr/bin:/bin"}`;

/** PATH in which the programs of the reference come first; the machine's own where the reference was not built. */
export const preferredPath: string = existsSync(built) ? `${built}:${systemPath}` : systemPath;

/** One containerd with all that belongs to it. */
export interface Reference {
  /** The versions, such as `containerd 2.4.2 and runc 1.5.3`. */
  readonly name: string;
  /** The first number of containerd's version. */
  readonly major: number;
  /** Paths of the programs. */
  readonly containerd: string;
  readonly ctr: string;
  readonly shim: string;
  /** PATH with which daemons and shims find the programs of this reference before any other. */
  readonly path: string;
}

function versionOf(program: string): string {
  const { stdout } = spawnSync(program, ["--version"], { encoding: "utf8" });
  return /\bv?(\d+\.\d+\.\d+)/.exec(stdout ?? "")?.[1] ?? "unknown";
}

/** The programs that are found with this PATH; undefined when one of containerd's is missing. */
function find(path: string): Reference | undefined {
  const program = (name: string): string | null => Bun.which(name, { PATH: path });
  const containerd = program("containerd");
  const ctr = program("ctr");
  const shim = program("containerd-shim-runc-v2");
  const runc = program("runc");
  if (containerd === null || ctr === null || shim === null || runc === null) {
    return undefined;
  }
  const version = versionOf(containerd);
  const name = `containerd ${version} and runc ${versionOf(runc)}`;
  return { name, major: Number.parseInt(version, 10), containerd, ctr, shim, path };
}

/** All references of this machine, the preferred one first. A suite that compares does so with each of them. */
export const references: readonly Reference[] = [find(preferredPath), find(systemPath)]
  .filter((reference) => reference !== undefined)
  .filter(({ containerd }, position, all) => position === 0 || all[0]?.containerd !== containerd);

/** The preferred reference, for tests that need only one. */
export function preferredReference(): Reference {
  const [reference] = references;
  if (reference === undefined) {
    throw new Error(
      "no containerd to compare with: npm run reference, or install Debian's package containerd",
    );
  }
  return reference;
}

if (import.meta.main) {
  for (const { name, containerd } of references) {
    console.log(`reference: ${name} (${dirname(containerd)})`);
  }
}
