// How this program starts itself again.
import { resolve } from "node:path";

/** Everything inside an executable that `bun build --compile` made has such a URL. */
export const compiledRoot = "file:///$bunfs/root/";

/** Whether this is the executable, and not a run from source. */
export const isCompiled: boolean = import.meta.url.startsWith(compiledRoot);

/**
 * The words that start this program in another role, which follows them. The executable names itself through /proc, so that
 * it is the same version also after its file was replaced or removed; a run from source is Bun and the main file.
 */
export function ownCommand(): readonly string[] {
  return isCompiled ? ["/proc/self/exe"] : [process.execPath, resolve(import.meta.dir, "../main.ts")];
}
