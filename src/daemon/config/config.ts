// The daemon's configuration, which is read from files and flags and checked.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseDuration } from "../../context/duration.ts";
import { invalidArgument } from "../../errors/index.ts";
import type { Format, Level } from "../../log/index.ts";
import type { Config, Settings } from "../../plugin/index.ts";
import { checkSettings, type GivenSetting, type Table } from "../../plugin/settings.ts";
import {
  debugKeys,
  defaultConfigFile,
  grpcKeys,
  grpcTable,
  metricsKeys,
  metricsTable,
  serverTables,
  timeouts,
  topKeys,
  ttrpcKeys,
  ttrpcTable,
} from "./keys.ts";
import { emptyTables, loadTables, type Tables, type Warning } from "./load.ts";

/** What the command line says. It counts more than the files. */
export interface Flags {
  /** A file that must exist. Where it is absent, the default file is read if there is one. */
  readonly config?: string | undefined;
  readonly address?: string | undefined;
  readonly root?: string | undefined;
  readonly state?: string | undefined;
  readonly logLevel?: string | undefined;
  readonly logFormat?: string | undefined;
}

export interface DaemonConfig {
  readonly top: Settings<typeof topKeys>;
  readonly log: { readonly level: Level; readonly format: Format };
  readonly grpc: Settings<typeof grpcKeys>;
  readonly ttrpc: Settings<typeof ttrpcKeys>;
  readonly metrics: Settings<typeof metricsKeys>;
  /** Milliseconds by name: those that the daemon asks for, and others that files name. */
  readonly timeouts: ReadonlyMap<string, number>;
  /** What files say about plugins, by the plugins' full names. */
  readonly plugins: ReadonlyMap<string, Table>;
  readonly warnings: readonly Warning[];
}

/** Invalid argument: a value is not what it must be; the message names file, key and reason. */
export function loadConfig(flags: Flags): DaemonConfig {
  const file = flags.config ?? (existsSync(defaultConfigFile) ? defaultConfigFile : undefined);
  const tables = file === undefined ? emptyTables() : loadTables(resolve(file));
  applyFlags(tables, flags);
  return check(tables);
}

function applyFlags(tables: Tables, flags: Flags): void {
  const say = (table: Map<string, GivenSetting>, key: string, value: string | undefined): void => {
    if (value !== undefined && value !== "") {
      table.set(key, { value, file: "command line" });
    }
  };
  say(tables.top, "root", flags.root);
  say(tables.top, "state", flags.state);
  const debug = tables.sections.get("debug") ?? new Map<string, GivenSetting>();
  tables.sections.set("debug", debug);
  say(debug, "level", flags.logLevel);
  say(debug, "format", flags.logFormat);
  if (flags.address !== undefined && flags.address !== "") {
    const grpc = new Map(tables.plugins.get(grpcTable));
    const ttrpc = new Map(tables.plugins.get(ttrpcTable));
    say(grpc, "address", flags.address);
    say(ttrpc, "address", `${flags.address}.ttrpc`);
    tables.plugins.set(grpcTable, grpc);
    tables.plugins.set(ttrpcTable, ttrpc);
  }
}

function check(tables: Tables): DaemonConfig {
  const warnings = [...tables.warnings];
  const settings = <C extends Config>(keys: C, table: Table | undefined, where: string): Settings<C> => {
    const checked = checkSettings(keys, table ?? new Map(), where);
    for (const { name, file } of checked.unknown) {
      warnings.push({ message: "unknown key in configuration", fields: { key: name, file } });
    }
    return checked.settings;
  };
  const top = settings(topKeys, tables.top, "");
  const debug = settings(debugKeys, tables.sections.get("debug"), "debug");
  const grpc = settings(grpcKeys, tables.plugins.get(grpcTable), `plugins."${grpcTable}"`);
  const ttrpc = settings(ttrpcKeys, tables.plugins.get(ttrpcTable), `plugins."${ttrpcTable}"`);
  const metrics = settings(metricsKeys, tables.plugins.get(metricsTable), `plugins."${metricsTable}"`);
  refuseShortNames(tables.top);
  const grpcAddress = absolute(grpc.address);
  return {
    top: { ...top, root: resolve(top.root), state: resolve(top.state) },
    log: { level: levelOf(debug.level), format: debug.format === "json" ? "json" : "text" },
    grpc: { ...grpc, address: grpcAddress },
    ttrpc: { ...ttrpc, address: ttrpc.address === "" ? `${grpcAddress}.ttrpc` : absolute(ttrpc.address) },
    metrics,
    timeouts: readTimeouts(tables.sections.get("timeouts")),
    plugins: new Map([...tables.plugins].filter(([name]) => !serverTables.has(name))),
    warnings,
  };
}

function levelOf(level: string): Level {
  switch (level) {
    case "":
      return "info";
    case "panic":
      return "fatal";
    default:
      return level as Level;
  }
}

/** Makes a path absolute, because shims run in other directories. */
function absolute(address: string): string {
  return resolve(address.replace(/^unix:\/\//, ""));
}

function refuseShortNames(top: Table): void {
  for (const key of ["disabled_plugins", "required_plugins"] as const) {
    const given = top.get(key);
    const names = Array.isArray(given?.value) ? (given.value as string[]) : [];
    const short = names.find((name) => !name.includes("."));
    if (short !== undefined) {
      throw invalidArgument(
        `${given?.file}: ${key}: ${JSON.stringify(short)} must be a full name such as "io.containerd.snapshotter.v1.native"`,
      );
    }
  }
}

function readTimeouts(table: Table | undefined): ReadonlyMap<string, number> {
  const result = new Map<string, number>(
    Object.entries(timeouts).map(([name, { millis }]) => [name, millis]),
  );
  for (const [name, { value, file }] of table ?? []) {
    const millis = typeof value === "string" ? parseDuration(value) : undefined;
    if (millis === undefined || millis < 0) {
      throw invalidArgument(
        `${file}: timeouts.${JSON.stringify(name)}: must be a duration such as "1m30s", not ${JSON.stringify(value)}`,
      );
    }
    result.set(name, millis);
  }
  return result;
}
