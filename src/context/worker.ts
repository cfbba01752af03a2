// Starts Workers, from source and inside the compiled executable.
import { requireDescriptors } from "./descriptors.ts";
import { compiledRoot, isCompiled } from "./own-command.ts";

/**
 * Starts a Worker. `name` is its file below src without the ending, such as `stores/metadata/worker`. Throws EMFILE when there
 * are not enough file descriptors for it.
 */
export function startWorker(name: string): Worker {
  requireDescriptors();
  return new Worker(workerUrl(name));
}

/**
 * scripts/build-binary.ts makes every `*worker.ts` below src an entry point of the executable; with `--root` at the
 * top of the project the entry points keep their paths there, and only their ending becomes `.js`.
 */
function workerUrl(name: string): string {
  return isCompiled ? `${compiledRoot}src/${name}.js` : new URL(`../${name}.ts`, import.meta.url).href;
}
