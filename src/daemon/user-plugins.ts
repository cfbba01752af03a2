// Loads plugins that are TypeScript files of the user's. The executable transpiles them and gives them `tsrt/plugin`. One that
// does not load is listed as failed, with the reason.
import { lstatSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { deadlineExceeded, errnoOf, invalidArgument, permissionDenied } from "../errors/index.ts";
import type { Log } from "../log/index.ts";
import type { Plugin } from "../plugin/index.ts";
import type { UserPlugin } from "../plugin/plan.ts";
import { isTable } from "../plugin/settings.ts";

/** Milliseconds that a file may take to load. */
const loadMillis = 10_000;

/** The plugins of all `.ts` files directly in `directory`, in the order of their names. */
export async function loadUserPlugins(directory: string, log: Log): Promise<UserPlugin[]> {
  const files = pluginFiles(directory, log);
  if (files.length === 0) {
    return [];
  }
  await provideModule();
  const loaded: UserPlugin[] = [];
  for (const file of files) {
    loaded.push(...(await loadFile(file)));
  }
  return loaded;
}

function pluginFiles(directory: string, log: Log): string[] {
  if (directory === "") {
    return [];
  }
  try {
    const names = readdirSync(directory).sort();
    return names
      .filter((name) => /^[^._].*(?<!\.d|\.test)\.ts$/.test(name))
      .map((name) => join(directory, name));
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") {
      log.warn("cannot read plugin_dir", { directory, error });
    }
    return [];
  }
}

/** Makes `import … from "tsrt/plugin"` find what the executable holds: no package is installed where the user's files are. */
async function provideModule(): Promise<void> {
  const exports = { ...(await import("../plugin-api/index.ts")) };
  Bun.plugin({
    name: "tsrt/plugin",
    setup(build) {
      build.module("tsrt/plugin", () => ({ exports, loader: "object" }));
    },
  });
}

async function loadFile(file: string): Promise<UserPlugin[]> {
  try {
    refuseForeign(file);
    const module: unknown = await withinTime(import(file));
    return pluginsOf(module).map((each) => ({ plugin: each, file }));
  } catch (error) {
    return [{ plugin: unloadable(file, reasonOf(error)), file }];
  }
}

/** The transpiler's error says only how many mistakes there are; the mistakes are in a list below it. */
function reasonOf(error: unknown): unknown {
  const errors: unknown = error instanceof AggregateError ? error.errors : undefined;
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  if (!(first instanceof Error) && !isTable(first)) {
    return error;
  }
  const { message, position } = first as {
    message: string;
    position?: { line: number; column: number } | null;
  };
  return new Error(position ? `line ${position.line}, column ${position.column}: ${message}` : message);
}

/** A plugin that stands in the list for a file that gave none; its start throws the reason. */
function unloadable(file: string, error: unknown): Plugin {
  return {
    type: "io.tsrt.plugin-file.v1",
    id: basename(file),
    needs: {},
    config: {},
    start: () => {
      throw error;
    },
  };
}

/** The file will run with the daemon's rights, so nobody else may be able to write it. */
function refuseForeign(file: string): void {
  const stat = lstatSync(file);
  if (!stat.isFile()) {
    throw invalidArgument(`${file} is not a regular file`);
  }
  if (stat.uid !== process.getuid?.() || (stat.mode & 0o022) !== 0) {
    throw permissionDenied(`${file} can be written by others than the daemon's user`);
  }
}

async function withinTime(loading: Promise<unknown>): Promise<unknown> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(deadlineExceeded(`the file did not load within ${loadMillis / 1000}s`));
  }, loadMillis);
  try {
    return await Promise.race([loading, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function pluginsOf(module: unknown): Plugin[] {
  const exported: unknown =
    typeof module === "object" && module !== null && "default" in module ? module.default : [];
  const plugins = Array.isArray(exported) ? exported : [exported];
  if (plugins.length === 0 || !plugins.every(isPlugin)) {
    throw invalidArgument("the file's default export is no plugin: export default plugin(…)");
  }
  return plugins;
}

/** A file may export anything: what is not declared as `plugin` declares it would break the boot much later. */
function isPlugin(value: unknown): value is Plugin {
  return (
    isTable(value) &&
    typeof value.type === "string" &&
    typeof value.id === "string" &&
    /^[\w.-]+$/.test(value.id) &&
    isTable(value.needs) &&
    Object.values(value.needs).every(isNeed) &&
    isTable(value.config) &&
    Object.values(value.config).every(isKey) &&
    typeof value.start === "function"
  );
}

function isNeed(value: unknown): boolean {
  const modes = ["one", "named", "chosen", "ordered", "all"];
  return isTable(value) && typeof value.type === "string" && modes.includes(String(value.mode));
}

function isKey(value: unknown): boolean {
  return isTable(value) && typeof value.kind === "string" && Object.hasOwn(value, "default");
}
