// Network configurations as administrators write them: a list of plugins that are run one after another.
// Source: CNI spec 1.1, section 1; libcni conf.go.
import { invalidArgument } from "../errors/index.ts";
import { booleanOf, isObject, type JsonObject, listOf, objectOf, parseObject, textOf } from "./json.ts";
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

/**
 * Reads a configuration: a list of plugins (`.conflist`), or the configuration of a single one (`.conf`, `.json`), which
 * becomes a list of one. Invalid argument, naming the path and the field: it breaks the specification.
 */
export function parseNetwork(text: string, path: string): NetworkFile {
  const json = parseObject(text, path);
  return path.endsWith(".conflist") || "plugins" in json
    ? listNetwork(json, path)
    : singleNetwork(json, path);
}

function listNetwork(json: JsonObject, path: string): NetworkFile {
  const { plugins: listed } = json;
  const plugins = listOf(listed, `${path}: plugins`).map((plugin, index) =>
    pluginOf(plugin, `${path}: plugins[${index}]`),
  );
  const common = commonFields(json, path);
  const hasOnlyInlined = booleanOf(json.loadOnlyInlinedPlugins, `${path}: loadOnlyInlinedPlugins`);
  const hasPluginFiles = !hasOnlyInlined && isAtLeast(common.cniVersion, since.pluginFiles);
  if (plugins.length === 0 && (listed !== undefined || !hasPluginFiles)) {
    throw invalidArgument(`${path}: network ${JSON.stringify(common.name)} has no plugins`);
  }
  return { ...common, plugins, hasPluginFiles };
}

function singleNetwork(json: JsonObject, path: string): NetworkFile {
  const common = commonFields(json, path);
  return { ...common, plugins: [pluginOf(json, path)], hasPluginFiles: false };
}

function commonFields(json: JsonObject, path: string): Omit<NetworkConfig, "plugins"> {
  const name = textOf(json.name, `${path}: name`);
  if (name === "") {
    throw invalidArgument(`${path}: network has no name`);
  }
  checkName(name, `${path}: network`);
  return {
    name,
    cniVersion: versionOf(json, path),
    disableCheck: booleanOf(json.disableCheck, `${path}: disableCheck`),
    disableGc: booleanOf(json.disableGC, `${path}: disableGC`),
  };
}

/** A network as `parseNetwork` reads it back, with no other plugins than it has now. */
export function networkJson({
  name,
  cniVersion,
  plugins,
  disableCheck,
  disableGc,
}: NetworkConfig): JsonObject {
  return { name, cniVersion, plugins, disableCheck, disableGC: disableGc, loadOnlyInlinedPlugins: true };
}

/** Reads what `networkJson` wrote. Invalid argument, naming the path and the field: it is something else. */
export function networkOf(value: unknown, path: string): NetworkConfig {
  const { hasPluginFiles: _, ...network } = listNetwork(objectOf(value, path), path);
  return network;
}

/** One plugin's configuration, from a file of its own. Invalid argument, naming the path and the field. */
export function parsePlugin(text: string, path: string): PluginConfig {
  return pluginOf(parseObject(text, path), path);
}

/** Of several versions the newest that is known here. Source: CNI spec 1.1, `cniVersions`. */
function versionOf(json: JsonObject, path: string): string {
  const single = textOf(json.cniVersion, `${path}: cniVersion`) || oldestVersion;
  const listed = listOf(json.cniVersions, `${path}: cniVersions`).map((version, index) =>
    textOf(version, `${path}: cniVersions[${index}]`),
  );
  const known = listed.filter((version) => compareVersions(version, latestVersion) <= 0);
  return [single, ...known].sort(compareVersions).at(-1) ?? single;
}

/** A type is looked up in directories: it must be a plain file name. */
function pluginOf(value: unknown, what: string): PluginConfig {
  const plugin = objectOf(value, what);
  const type = textOf(plugin.type, `${what}: type`);
  if (!/^[\w-][\w.-]*$/.test(type)) {
    throw invalidArgument(`${what}: type ${JSON.stringify(type)} is not the name of a plugin`);
  }
  const { capabilities } = plugin;
  if (capabilities !== undefined && !isCapabilities(capabilities)) {
    throw invalidArgument(`${what}: capabilities are not names with true or false`);
  }
  return { ...plugin, type };
}

function isCapabilities(value: unknown): value is Readonly<Record<string, boolean>> {
  return isObject(value) && Object.values(value).every((enabled) => typeof enabled === "boolean");
}
