// Mounts in a namespace of this process. Nobody else sees them, and they end with the process in whatever way it ends, so that
// no mount and no temporary directory can be left behind.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type MountPoint, mount, mountAll } from "../linux/mount.ts";
import { newMountNamespace } from "../linux/mount-namespace.ts";
import { withoutVolatile } from "../linux/mount-options.ts";

/** Every Linux has this directory, and no layer needs what is in it: a filesystem for the mounts hides it. */
const place = "/sys";

let isMade = false;
let areas = 0;

/** Whether this process has mounts that nobody else sees. They stay until it ends. */
export function hasPrivateMounts(): boolean {
  return isMade;
}

/** Mounts on a new directory and gives its path. Only the calling thread sees it, so that all calls below it must be synchronous. */
export function mountPrivately(mounts: readonly MountPoint[]): string {
  const path = mountArea();
  const temporary = mounts.map((each) => ({ ...each, options: withoutVolatile(each.options) }));
  mountAll(temporary, path);
  return path;
}

function mountArea(): string {
  if (!isMade) {
    newMountNamespace();
    mount({ type: "tmpfs", source: "tmpfs", target: "", options: ["mode=700"] }, place);
    isMade = true;
  }
  const path = join(place, String(areas++));
  mkdirSync(path);
  return path;
}
