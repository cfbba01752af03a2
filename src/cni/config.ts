// Network configurations as administrators write them. Source: CNI spec 1.1, section 1; libcni conf.go.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { errnoOf, invalidArgument, notFound } from "../errors/index.ts";

export interface PluginConfig {
  readonly type: string;
  readonly [key: string]: unknown;
}

export interface NetworkConfig {
  readonly name: string;
  readonly cniVersion: string;
  /** In the order in which they are added. */
  readonly plugins: readonly PluginConfig[];
}

/** The first one by file name. Not found: `no network config found in …`. */
export async function loadNetwork(directory: string): Promise<NetworkConfig> {
  for (const file of (await listFiles(directory)).sort()) {
    if (/\.(conflist|conf|json)$/.test(file)) {
      const path = join(directory, file);
      return parseNetwork(await readFile(path, "utf8"), path);
    }
  }
  throw notFound(`no network config found in ${directory}`);
}

async function listFiles(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") {
      return [];
    }
    throw error;
  }
}

/** A list of plugins, or the configuration of one. */
export function parseNetwork(text: string, path: string): NetworkConfig {
  const json = parseJson(text, path);
  const { name, cniVersion = "0.2.0" } = json;
  const plugins = path.endsWith(".conflist") || "plugins" in json ? json.plugins : [json];
  if (typeof name !== "string" || name === "") {
    throw invalidArgument(`${path}: network has no name`);
  }
  if (!Array.isArray(plugins) || plugins.length === 0 || !plugins.every(isPlugin)) {
    throw invalidArgument(`${path}: network ${JSON.stringify(name)} has no list of plugins with types`);
  }
  return { name, cniVersion: String(cniVersion), plugins };
}

function parseJson(text: string, path: string): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw invalidArgument(path, { cause });
  }
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw invalidArgument(`${path}: not an object`);
  }
  return json as Record<string, unknown>;
}

/** A type is looked up in directories: it must be a plain name. */
function isPlugin(plugin: unknown): plugin is PluginConfig {
  const type = (plugin as { type?: unknown } | null)?.type;
  return typeof type === "string" && /^[\w.-]+$/.test(type) && !type.startsWith(".");
}
