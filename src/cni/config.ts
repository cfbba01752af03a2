// Network configurations as administrators write them: a list of plugins that are run one after another.
// Source: CNI spec 1.1, section 1; libcni conf.go.
import type { Json } from "../core/json.ts";
import { readShape, type ShapeOf, shape } from "../core/shape.ts";
import { invalidArgument } from "../errors/index.ts";
import { compareVersions, isAtLeast, latestVersion, oldestVersion, since } from "./version.ts";

/** The part of a configuration that one plugin gets. Fields beside these are the plugin's own. */
export interface PluginConfig {
  /** Name of the executable. */
  readonly type: string;
  /** Runtime arguments that the plugin understands, by name: `portMappings`, `bandwidth` and others. */
  readonly capabilities?: Readonly<Record<string, boolean>>;
  readonly [key: string]: unknown;
}

/** One network. */
export interface NetworkConfig {
  /** Unique among the networks of a host. */
  readonly name: string;
  /** The version of the specification that configuration and results follow. */
  readonly cniVersion: string;
  /** In the order in which they are run for ADD. */
  readonly plugins: readonly PluginConfig[];
  /** CHECK does nothing. */
  readonly disableCheck: boolean;
  /** GC does nothing. */
  readonly disableGc: boolean;
}

/** A configuration file, before the plugins that stand in files of their own are added to it. */
export interface NetworkFile extends NetworkConfig {
  /** Whether files in the directory that bears the network's name belong to it, too. Source: CNI spec 1.1. */
  readonly hasPluginFiles: boolean;
}

/** How networks and containers may be named. Source: CNI spec 1.1, sections 1 and 2. */
const namePattern = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/;

/** Invalid argument, naming `what`: a name that the specification forbids. */
export function checkName(name: string, what: string): void {
  if (!namePattern.test(name)) {
    throw invalidArgument(
      `${what} ${JSON.stringify(name)}: must begin with a letter or digit, and hold letters, digits, '_', '.' and '-' only`,
    );
  }
}

/** Truth values may be texts, as libcni accepts them. */
const truth = (value: unknown): boolean =>
  value === "true" || (value !== "false" && shape.or(shape.flag, false)(value));

const networkShape = shape.object({
  name: shape.or(shape.text, ""),
  cniVersion: shape.or(shape.text, ""),
  cniVersions: shape.or(shape.list(shape.text), []),
  disableCheck: truth,
  disableGC: truth,
  loadOnlyInlinedPlugins: truth,
  plugins: shape.optional(shape.list(shape.any)),
});

const pluginShape = shape.object({
  type: shape.or(shape.text, ""),
  capabilities: shape.optional(shape.map(shape.flag)),
});

/**
 * Reads a configuration: a list of plugins (`.conflist`), or the configuration of a single one (`.conf`, `.json`), which
 * becomes a list of one. Invalid argument, naming the path and the field: it breaks the specification.
 */
export function parseNetwork(text: string, path: string): NetworkFile {
  const json = parseJson(text, path);
  const fields = readShape(networkShape, json, path);
  const isList = path.endsWith(".conflist") || fields.plugins !== undefined;
  return isList ? listNetwork(fields, path) : singleNetwork(fields, json, path);
}

function listNetwork(fields: ShapeOf<typeof networkShape>, path: string): NetworkFile {
  const { plugins: listed, loadOnlyInlinedPlugins } = fields;
  const plugins = (listed ?? []).map((plugin, index) => pluginOf(plugin, `${path}: plugins[${index}]`));
  const common = commonFields(fields, path);
  const hasPluginFiles = !loadOnlyInlinedPlugins && isAtLeast(common.cniVersion, since.pluginFiles);
  if (plugins.length === 0 && (listed !== undefined || !hasPluginFiles)) {
    throw invalidArgument(`${path}: network ${JSON.stringify(common.name)} has no plugins`);
  }
  return { ...common, plugins, hasPluginFiles };
}

function singleNetwork(fields: ShapeOf<typeof networkShape>, json: unknown, path: string): NetworkFile {
  return { ...commonFields(fields, path), plugins: [pluginOf(json, path)], hasPluginFiles: false };
}

function commonFields(
  { name, cniVersion, cniVersions, disableCheck, disableGC }: ShapeOf<typeof networkShape>,
  path: string,
): Omit<NetworkConfig, "plugins"> {
  if (name === "") {
    throw invalidArgument(`${path}: network has no name`);
  }
  checkName(name, `${path}: network`);
  return { name, cniVersion: chosenVersion(cniVersion, cniVersions), disableCheck, disableGc: disableGC };
}

/** A network as `networkOf` reads it back, with no other plugins than it has now. */
export function networkJson({ name, cniVersion, plugins, disableCheck, disableGc }: NetworkConfig): Json {
  return { name, cniVersion, plugins, disableCheck, disableGC: disableGc, loadOnlyInlinedPlugins: true };
}

/** Reads what `networkJson` wrote. Invalid argument, naming the path and the field: it is something else. */
export function networkOf(value: unknown, path: string): NetworkConfig {
  const { hasPluginFiles: _, ...network } = listNetwork(readShape(networkShape, value, path), path);
  return network;
}

/** One plugin's configuration, from a file of its own. Invalid argument, naming the path and the field. */
export function parsePlugin(text: string, path: string): PluginConfig {
  return pluginOf(parseJson(text, path), path);
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalidArgument(`${path}: not JSON`, { cause });
  }
}

/** Of several versions the newest that is known here. Source: CNI spec 1.1, `cniVersions`. */
function chosenVersion(single: string, several: readonly string[]): string {
  const first = single || oldestVersion;
  const known = several.filter((version) => compareVersions(version, latestVersion) <= 0);
  return [first, ...known].sort(compareVersions).at(-1) ?? first;
}

/** A type is looked up in directories: it must be a plain file name. */
function pluginOf(value: unknown, what: string): PluginConfig {
  const { type, capabilities } = readShape(pluginShape, value, what);
  if (!/^[\w-][\w.-]*$/.test(type)) {
    throw invalidArgument(`${what}: type ${JSON.stringify(type)} is not the name of a plugin`);
  }
  const own = readShape(shape.map(shape.any), value, what);
  return { ...own, type, ...(capabilities === undefined ? {} : { capabilities }) };
}
