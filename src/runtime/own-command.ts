import { resolve } from "node:path";
import { isCompiled } from "../context/worker.ts";

/**
 * How this program starts itself in another role. The executable names itself through /proc, so that it is the same
 * version also after its file was replaced or removed; a run from source is Bun and the main file.
 */
export function ownCommand(): readonly string[] {
  return isCompiled ? ["/proc/self/exe"] : [process.execPath, resolve(import.meta.dir, "../main.ts")];
}
