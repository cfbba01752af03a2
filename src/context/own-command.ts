// How this program starts itself again.
import { resolve } from "node:path";

/** The URLs of all files inside an executable that `bun build --compile` made begin with this. */
export const compiledRoot = "file:///$bunfs/root/";

/** Whether this process runs the compiled executable, and not the source files. */
export const isCompiled: boolean = import.meta.url.startsWith(compiledRoot);

/**
 * The beginning of a command line that starts this program again; the role is to be appended. The executable names itself
 * through /proc, so that the same version is started even after its file was replaced or removed. From source, the command is
 * Bun with the main file.
 */
export function ownCommand(): readonly string[] {
  return isCompiled ? ["/proc/self/exe"] : [process.execPath, resolve(import.meta.dir, "../main.ts")];
}
