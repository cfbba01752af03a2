// Reads config.toml and the files that it imports into one set of tables, in which each value knows its file.
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, isAbsolute, join, normalize } from "node:path";
import { parse, TomlError } from "smol-toml";
import { invalidArgument } from "../../errors/index.ts";
import { type GivenSetting, isTable, overlaid } from "../../plugin/settings.ts";
import { sections, topKeys, unsupportedTables } from "./keys.ts";
import { migrate, type Raw } from "./migrate.ts";

export interface Warning {
  readonly message: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Everything that the files say, in the form of the current version. */
export interface Tables {
  readonly top: Map<string, GivenSetting>;
  readonly sections: Map<string, Map<string, GivenSetting>>;
  readonly plugins: Map<string, Map<string, GivenSetting>>;
  readonly warnings: Warning[];
}

export function emptyTables(): Tables {
  return { top: new Map(), sections: new Map(), plugins: new Map(), warnings: [] };
}

/** Reads `path` and then its imports, whose values replace those of `path`. */
export function loadTables(path: string): Tables {
  const tables = emptyTables();
  const loaded = new Set<string>();
  const pending = [path];
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    if (loaded.has(next)) {
      continue;
    }
    loaded.add(next);
    const raw = migrate(readToml(next), next);
    merge(tables, raw, next);
    pending.push(...importsOf(raw, next));
  }
  return tables;
}

/** Invalid argument: the file is not TOML; the message names file, line and column. */
export function readToml(file: string): Raw {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`read configuration ${file}`, { cause: error });
  }
  try {
    return parse(text, { integersAsBigInt: "asNeeded" });
  } catch (error) {
    if (error instanceof TomlError) {
      const reason = error.message.split("\n")[0]?.replace("Invalid TOML document: ", "");
      throw invalidArgument(`${file}: line ${error.line}, column ${error.column}: ${reason}`, {
        cause: null,
      });
    }
    throw error;
  }
}

function importsOf(raw: Raw, file: string): string[] {
  const imports = Array.isArray(raw.imports) ? raw.imports : [];
  return imports.flatMap((pattern: unknown) => {
    if (typeof pattern !== "string") {
      throw invalidArgument(`${file}: imports: must be a list of strings`);
    }
    const path = normalize(isAbsolute(pattern) ? pattern : join(dirname(file), pattern));
    if (/[*?[]/.test(path)) {
      return globSync(path).sort();
    }
    if (!existsSync(path)) {
      throw invalidArgument(`${file}: imports: ${path} does not exist`);
    }
    return [path];
  });
}

function merge(tables: Tables, raw: Raw, file: string): void {
  for (const [name, value] of Object.entries(raw)) {
    if (name === "version") {
      continue;
    }
    if (name === "plugins") {
      mergePlugins(tables, value, file);
    } else if (sections.has(name)) {
      mergeTable(openTable(tables.sections, name), tableAt(value, name, file), file);
    } else if (unsupportedTables.has(name)) {
      warnUnsupported(tables, value, name, file);
    } else if (Object.hasOwn(topKeys, name)) {
      mergeTable(tables.top, { [name]: joined(tables.top.get(name)?.value, value) }, file);
    } else {
      tables.warnings.push({ message: "unknown key in configuration", fields: { key: name, file } });
    }
  }
}

/** The lists of the daemon itself, such as disabled_plugins, are joined over all files. */
function joined(before: unknown, value: unknown): unknown {
  return Array.isArray(before) && Array.isArray(value) ? [...new Set([...before, ...value])] : value;
}

function mergePlugins(tables: Tables, value: unknown, file: string): void {
  for (const [plugin, table] of Object.entries(tableAt(value, "plugins", file))) {
    const name = `plugins.${JSON.stringify(plugin)}`;
    mergeTable(openTable(tables.plugins, plugin), tableAt(table, name, file), file);
  }
}

function mergeTable(
  into: Map<string, GivenSetting>,
  from: Readonly<Record<string, unknown>>,
  file: string,
): void {
  for (const [key, value] of Object.entries(from)) {
    into.set(key, { value: overlaid(into.get(key)?.value, value), file });
  }
}

function openTable(tables: Map<string, Map<string, GivenSetting>>, name: string): Map<string, GivenSetting> {
  const table = tables.get(name) ?? new Map<string, GivenSetting>();
  tables.set(name, table);
  return table;
}

function tableAt(value: unknown, name: string, file: string): Readonly<Record<string, unknown>> {
  if (!isTable(value)) {
    throw invalidArgument(`${file}: ${name}: must be a table`);
  }
  return value;
}

/** containerd's default configuration has such tables with empty values, so only a table that asks for something is warned of. */
function warnUnsupported(tables: Tables, value: unknown, name: string, file: string): void {
  const asks = isTable(value) && Object.values(value).some((item) => item !== "" && item !== false);
  if (asks) {
    tables.warnings.push({ message: "configuration is not supported yet", fields: { key: name, file } });
  }
}
