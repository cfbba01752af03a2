// Mounts that nobody else sees and that end with this process, however it ends: no temporary directory can leak.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type MountPoint, mount, mountAll } from "../linux/mount.ts";
import { newMountNamespace } from "../linux/mount-namespace.ts";
import { withoutVolatile } from "../linux/mount-options.ts";

/** Any directory that every Linux has, and that layers have no business with. */
const place = "/sys";

let isMade = false;
let areas = 0;

/** Mounts on a directory that only this thread sees: use synchronous calls below it. */
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
