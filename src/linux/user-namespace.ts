// User namespaces, and others that one owns, without a process that stays in them. A process that Bun runs in has several threads, and
// the kernel gives a user namespace only to one that has one: so a child makes them. Source: user_namespaces(7).
import { writeFileSync } from "node:fs";
import { asEffectiveUser } from "./effective-user.ts";
import type { IdMappings, IdRange } from "./id-mapping.ts";
import { address, check, cloneSleeper, retry, syscall } from "./libc.ts";
import { type NamespaceType, namespaceFile, namespaceFlag } from "./namespace-types.ts";
import { number } from "./number.ts";
import { signalProcess } from "./process.ts";

/**
 * How long the child of a daemon that is killed meanwhile lives. It runs one function of libc and nothing else, so that it cannot close
 * the daemon's descriptors: the next daemon waits for the locks among them (daemon/lock.ts).
 */
const childSeconds = 2;

/** Paths of new namespaces. */
export interface NewNamespaces {
  readonly user: string;
  readonly of: (type: NamespaceType) => string;
}

/**
 * Makes a user namespace, and others that it owns, and runs `work` with their paths, which are good until `work` returns; `work` must
 * not wait. What it opens or binds lives on. The kernel counts them for the user who is their root on the host.
 */
export function withUserNamespace<T>(
  mappings: IdMappings,
  owned: readonly NamespaceType[],
  work: (made: NewNamespaces) => T,
): T {
  const flags = owned.reduce((all, type) => all | namespaceFlag(type), namespaceFlag("user"));
  const child = asEffectiveUser(mappings.uids[0]?.hostID ?? 0, () =>
    check(cloneSleeper(flags, childSeconds), "clone a child in new namespaces"),
  );
  try {
    writeFileSync(`/proc/${child}/uid_map`, mapText(mappings.uids));
    writeFileSync(`/proc/${child}/gid_map`, mapText(mappings.gids));
    const directory = `/proc/${child}/ns`;
    return work({
      user: `${directory}/${namespaceFile("user")}`,
      of: (type) => `${directory}/${namespaceFile(type)}`,
    });
  } finally {
    end(child);
  }
}

function mapText(ranges: readonly IdRange[]): string {
  return ranges.map(({ containerID, hostID, size }) => `${containerID} ${hostID} ${size}\n`).join("");
}

/** Its pid is nobody else's before this has reaped it. */
function end(child: number): void {
  const SIGKILL = 9;
  const P_PID = 1;
  const WEXITED = 4;
  /** Also for a child whose end sends no signal. */
  const WALL = 0x40000000;
  signalProcess(child, SIGKILL);
  const info = new Uint8Array(128);
  retry(() => syscall(number.waitid, P_PID, child, address(info), WEXITED | WALL, 0), `wait for ${child}`);
}
