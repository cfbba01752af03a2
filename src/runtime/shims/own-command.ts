// How the daemon starts itself in another role.
import { resolve } from "node:path";
import { isCompiled } from "../../context/worker.ts";

/**
 * Words that start this program. The executable is named through /proc, so that it is the same version even after its file
 * was replaced or removed. A run from source is Bun with the main file.
 */
export function ownCommand(): readonly string[] {
  return isCompiled ? ["/proc/self/exe"] : [process.execPath, resolve(import.meta.dir, "../../main.ts")];
}
