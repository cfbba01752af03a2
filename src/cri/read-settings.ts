// Tables of the configuration file: their values are anything until they are read here.
import { invalidArgument } from "../errors/index.ts";
import type { RuntimeHandler } from "./settings.ts";

type Table = Readonly<Record<string, unknown>>;

function tableOf(value: unknown, path: string): Table {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalidArgument(`${path} must be a table`);
  }
  return value as Table;
}

/** Empty when the key is not there. */
export function stringOf(table: Table, name: string): string {
  const value = table[name] ?? "";
  if (typeof value !== "string") {
    throw invalidArgument(`${name} must be a string`);
  }
  return value;
}

/** Empty when the key is not there. */
export function stringsOf(table: Table, name: string): string[] {
  const value = table[name] ?? [];
  if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) {
    throw invalidArgument(`${name} must be a list of strings`);
  }
  return value;
}

/** `[…containerd.runtimes.NAME]`, by their names. */
export function readHandlers(value: unknown): ReadonlyMap<string, RuntimeHandler> {
  const handlers = Object.entries(tableOf(value ?? {}, "runtimes"));
  return new Map(
    handlers.map(([name, table]) => [name, readHandler(name, tableOf(table, `runtimes.${name}`))]),
  );
}

function readHandler(name: string, table: Table): RuntimeHandler {
  return {
    name,
    type: stringOf(table, "runtime_type") || "io.containerd.runc.v2",
    path: stringOf(table, "runtime_path"),
    options: tableOf(table.options ?? {}, `runtimes.${name}.options`),
    snapshotter: stringOf(table, "snapshotter"),
    podAnnotations: stringsOf(table, "pod_annotations"),
    containerAnnotations: stringsOf(table, "container_annotations"),
    privilegedWithoutHostDevices: table.privileged_without_host_devices === true,
  };
}
