// The file `hosts.toml`: the servers of one namespace in the order in which they are asked, the namespace's own as the last.
// Source: containerd docs/hosts.md, core/remotes/docker/config/hosts.go.

import { posix } from "node:path";
import { parse } from "smol-toml";
import { parseDuration } from "../context/duration.ts";
import { failedPrecondition } from "../errors/index.ts";
import { type Capability, everyCapability } from "./host.ts";

type Table = Readonly<Record<string, unknown>>;

/** A host as the file has it: certificates are still paths, and the address of the last host may be missing. */
export interface HostEntry {
  readonly scheme: "http" | "https" | undefined;
  /** Name and port as they were written. */
  readonly host: string;
  readonly path: string;
  readonly capabilities: ReadonlySet<Capability>;
  readonly ca: readonly string[];
  readonly clients: readonly { readonly cert: string; readonly key: string }[];
  readonly skipVerify: boolean | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly dialTimeout: number | undefined;
}

/**
 * Parses the text of `hosts.toml` in `directory`, to which paths in it are relative. Failed precondition: the file is wrong;
 * the message names the file and the key.
 */
export function parseHostsFile(text: string, directory: string): HostEntry[] {
  const file = posix.join(directory, "hosts.toml");
  try {
    const table: Table = parse(text);
    const hosts = tableAt(table, "host");
    const entries = Object.keys(hosts).map((server) => readEntry(server, tableAt(hosts, server), directory));
    const server = textAt(table, "server");
    return [...entries, readEntry(server, table, directory)];
  } catch (cause) {
    throw failedPrecondition(`hosts file ${file}`, { cause });
  }
}

function readEntry(server: string, table: Table, directory: string): HostEntry {
  const absolute = (path: string): string => posix.resolve(directory, path);
  const timeout = textAt(table, "dial_timeout");
  return {
    ...readServer(server, table.override_path === true),
    capabilities: readCapabilities(table.capabilities),
    ca: textsAt(table, "ca").map(absolute),
    clients: readClients(table.client, absolute),
    skipVerify: booleanAt(table, "skip_verify"),
    headers: readHeaders(tableAt(table, "header")),
    dialTimeout: timeout === "" ? undefined : readTimeout(timeout),
  };
}

function readServer(server: string, overridePath: boolean): Pick<HostEntry, "scheme" | "host" | "path"> {
  if (server === "") {
    return { scheme: undefined, host: "", path: "/v2" };
  }
  const text = /^https?:\/\//.test(server) ? server : `https://${server}`;
  const url = new URL(text);
  const path = url.pathname.replace(/\/+$/, "");
  const isComplete = overridePath || path.endsWith("/v2");
  return {
    scheme: url.protocol === "http:" ? "http" : "https",
    host: /^https?:\/\/(?:[^/?#]*@)?([^/?#]+)/.exec(text)?.[1] ?? url.host,
    path: isComplete ? path : `${path}/v2`,
  };
}

function readCapabilities(value: unknown): ReadonlySet<Capability> {
  const names = value === undefined ? [] : texts(value, "capabilities");
  const known = new Set<Capability>();
  for (const name of names.map((given) => given.toLowerCase())) {
    if (everyCapability.has(name as Capability)) {
      known.add(name as Capability);
    } else if (name !== "referrers") {
      throw failedPrecondition(`capabilities: unknown capability ${JSON.stringify(name)}`);
    }
  }
  return names.length === 0 ? everyCapability : known;
}

/** Takes a path, a list of paths, or a list of pairs of paths. A file without a second one holds both certificate and key. */
function readClients(value: unknown, absolute: (path: string) => string): { cert: string; key: string }[] {
  const items = value === undefined ? [] : Array.isArray(value) ? value : [value];
  return items.map((item) => {
    const [cert = "", key = "", ...more] = texts(item, "client");
    if (cert === "" || more.length > 0) {
      throw failedPrecondition("client: expected a path or a pair of paths");
    }
    return { cert: absolute(cert), key: absolute(key === "" ? cert : key) };
  });
}

function readHeaders(table: Table): Record<string, string> {
  const entries = Object.entries(table).map(([name, value]) => [
    name,
    texts(value, `header ${name}`).join(", "),
  ]);
  return Object.fromEntries(entries);
}

function texts(value: unknown, key: string): string[] {
  const items = Array.isArray(value) ? value : [value];
  return items.map((item) => {
    if (typeof item !== "string") {
      throw failedPrecondition(`${key}: expected text or a list of texts`);
    }
    return item;
  });
}

function textsAt(table: Table, key: string): string[] {
  return table[key] === undefined ? [] : texts(table[key], key);
}

function textAt(table: Table, key: string): string {
  return textsAt(table, key)[0] ?? "";
}

function booleanAt(table: Table, key: string): boolean | undefined {
  const value = table[key];
  if (value !== undefined && typeof value !== "boolean") {
    throw failedPrecondition(`${key}: expected true or false`);
  }
  return value;
}

function tableAt(table: Table, key: string): Table {
  const value = table[key] ?? {};
  if (typeof value !== "object" || Array.isArray(value)) {
    throw failedPrecondition(`${key}: expected a table`);
  }
  return value as Table;
}

/** Milliseconds of a Go duration such as `1m30s`. */
function readTimeout(text: string): number {
  const millis = parseDuration(text);
  if (millis === undefined || millis < 0) {
    throw failedPrecondition(`dial_timeout: invalid duration ${JSON.stringify(text)}`);
  }
  return millis;
}
