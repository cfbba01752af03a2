// How a Worker's file is named, in a run from source and inside the compiled executable.

/** Everything inside an executable that `bun build --compile` made has such a URL. */
const compiledRoot = "file:///$bunfs/root/";

export const isCompiled: boolean = import.meta.url.startsWith(compiledRoot);

/**
 * What to give to `new Worker`. `name` is the worker's file below src, without ending: `stores/metadata/worker`.
 * scripts/build-binary.ts makes every `*worker.ts` below src an entry point of the executable; with `--root` at the
 * top of the project the entry points keep their paths there, and only their ending becomes `.js`.
 */
export function workerUrl(name: string): string {
  return isCompiled ? `${compiledRoot}src/${name}.js` : new URL(`../${name}.ts`, import.meta.url).href;
}
