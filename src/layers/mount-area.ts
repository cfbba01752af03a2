// Mounts that nobody else sees and that end with this process, however it ends: no temporary directory can leak.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { mount } from "../linux/mount.ts";
import { newMountNamespace } from "../linux/mount-namespace.ts";

/** Any directory that every Linux has, and that layers have no business with. */
const place = "/sys";

let isMade = false;
let areas = 0;

/** An empty directory to mount on. Only this thread sees it: use synchronous calls below it. */
export function mountArea(): string {
  if (!isMade) {
    newMountNamespace();
    mount({ type: "tmpfs", source: "tmpfs", target: "", options: ["mode=700"] }, place);
    isMade = true;
  }
  const path = join(place, String(areas++));
  mkdirSync(path);
  return path;
}
