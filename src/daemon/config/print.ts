// Prints the configuration as TOML for `config default`, `config dump` and `config migrate`.
import { stringify } from "smol-toml";
import { formatDuration } from "../../context/duration.ts";
import { nameOf } from "../../plugin/graph.ts";
import type { Config, Key, Plugin } from "../../plugin/index.ts";
import { checkSettings, isTable, printable } from "../../plugin/settings.ts";
import type { DaemonConfig } from "./config.ts";
import {
  currentVersion,
  debugKeys,
  grpcKeys,
  grpcTable,
  metricsKeys,
  metricsTable,
  timeouts,
  topKeys,
  ttrpcKeys,
  ttrpcTable,
} from "./keys.ts";

type Values = Readonly<Record<string, unknown>>;

/** The whole configuration in force, with a comment before each key that says what it means. */
export function printConfig(config: DaemonConfig, plugins: readonly Plugin[]): string {
  const parts = [
    `version = ${currentVersion}\n`,
    printKeys(topKeys, config.top),
    printTable(["debug"], debugKeys, config.log),
    printTimeouts(config.timeouts),
    printTable(["plugins", grpcTable], grpcKeys, config.grpc),
    printTable(["plugins", ttrpcTable], ttrpcKeys, config.ttrpc),
    printTable(["plugins", metricsTable], metricsKeys, config.metrics),
    ...plugins
      .filter((plugin) => Object.keys(plugin.config).length > 0)
      .map((plugin) => printPlugin(plugin, config)),
  ];
  return parts.join("\n");
}

/** What a file says, in the current version. The comments of the file are lost. */
export function printRaw(raw: Values): string {
  const { version, ...rest } = raw;
  return stringify({ version, ...rest });
}

function printPlugin(plugin: Plugin, config: DaemonConfig): string {
  const name = nameOf(plugin);
  const table = config.plugins.get(name) ?? new Map();
  const { settings } = checkSettings(plugin.config, table, `plugins.${JSON.stringify(name)}`);
  return printTable(["plugins", name], plugin.config, settings);
}

function printTable(path: readonly string[], keys: Config, values: Values): string {
  const below = Object.entries(keys)
    .filter(([name, key]) => isNested(key) && hasEntries(values[name]))
    .map(([name]) => `\n${printNested([...path, name], values[name])}`);
  return `[${path.map(printKey).join(".")}]\n${printKeys(keys, values)}${below.join("")}`;
}

function printKeys(keys: Config, values: Values): string {
  const lines = Object.entries(keys).flatMap(([name, key]) => {
    const comment = `# ${describe(key)}`;
    if (isNested(key)) {
      const header = key.kind === "tables" ? `[[${printKey(name)}]]` : `[${printKey(name)}]`;
      return hasEntries(values[name]) ? [] : [`# ${header}: ${describe(key)}`];
    }
    return [comment, stringify({ [name]: printable(key, values[name]) }).trimEnd()];
  });
  return lines.map((line) => `${line}\n`).join("");
}

function printNested(path: readonly string[], value: unknown): string {
  const nested = path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
  return stringify(nested as Record<string, unknown>);
}

function printTimeouts(values: ReadonlyMap<string, number>): string {
  const known: Readonly<Record<string, { description: string }>> = timeouts;
  const lines = [...values].flatMap(([name, millis]) => {
    const line = `${JSON.stringify(name)} = ${JSON.stringify(formatDuration(millis))}\n`;
    const described = Object.hasOwn(known, name) ? known[name] : undefined;
    return described === undefined ? [line] : [`# ${described.description}\n`, line];
  });
  return `[timeouts]\n${lines.join("")}`;
}

function describe(key: Key): string {
  const rules: string[] = [];
  if (key.kind === "string" && key.oneOf !== undefined) {
    rules.push(`one of ${key.oneOf.map((item) => JSON.stringify(item)).join(", ")}`);
  }
  if (key.kind === "int" || key.kind === "float") {
    if (key.min !== undefined) {
      rules.push(`at least ${key.min}`);
    }
    if (key.max !== undefined) {
      rules.push(`at most ${key.max}`);
    }
  }
  return rules.length === 0 ? key.description : `${key.description} (${rules.join(", ")})`;
}

/** Whether the value is a table, which must stand after all keys of the table that it is in. */
function isNested(key: Key): boolean {
  return key.kind === "table" || key.kind === "tables";
}

function hasEntries(value: unknown): boolean {
  return (isTable(value) || Array.isArray(value)) && Object.keys(value).length > 0;
}

function printKey(name: string): string {
  return /^[\w-]+$/.test(name) ? name : JSON.stringify(name);
}
