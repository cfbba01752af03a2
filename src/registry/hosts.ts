// The servers that are asked about the images of a namespace: those in its directory below `config_path`, or the default.
// Source: containerd docs/hosts.md.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { failedPrecondition } from "../errors/index.ts";
import { listIfPresent } from "../linux/optional-file.ts";
import { defaultHost, everyCapability, type Host, type HostTls } from "./host.ts";
import { type HostEntry, parseHostsFile } from "./hosts-file.ts";

export interface HostsOptions {
  /** Directories with one directory per namespace. The first that has one for the namespace is used. */
  readonly directories: readonly string[];
  /** `http`, `https` or empty. */
  readonly defaultScheme: string;
}

/**
 * The hosts in the order in which they are asked. Files are read anew each time, because they may change while the daemon
 * runs. Failed precondition: a file is wrong, or names a certificate that cannot be read.
 */
export async function hostsOf(namespace: string, options: HostsOptions): Promise<Host[]> {
  for (const root of options.directories) {
    for (const name of directoryNames(namespace)) {
      const entries = await readDirectory(join(root, name));
      if (entries !== undefined) {
        return Promise.all(entries.map((entry) => toHost(entry, namespace, options.defaultScheme)));
      }
    }
  }
  return [await toHost(undefined, namespace, options.defaultScheme)];
}

function directoryNames(namespace: string): string[] {
  const colon = namespace.lastIndexOf(":");
  const underscored = colon > 0 ? [`${namespace.slice(0, colon)}_${namespace.slice(colon + 1)}_`] : [];
  return [...underscored, namespace, "_default"];
}

async function readDirectory(directory: string): Promise<HostEntry[] | undefined> {
  const files = await listIfPresent(directory);
  if (files === undefined) {
    return undefined;
  }
  if (files.includes("hosts.toml")) {
    return parseHostsFile(await readFile(join(directory, "hosts.toml"), "utf8"), directory);
  }
  return [fromCertificates(directory, files)];
}

/** Docker's layout of a directory: `.crt` files are authorities, `.cert` files with their `.key` are client certificates. */
function fromCertificates(directory: string, files: readonly string[]): HostEntry {
  const clients = files.filter((file) => file.endsWith(".cert"));
  const keyOf = (file: string): string => file.replace(/\.cert$/, ".key");
  return {
    scheme: undefined,
    host: "",
    path: "/v2",
    capabilities: everyCapability,
    ca: files.filter((file) => file.endsWith(".crt")).map((file) => join(directory, file)),
    clients: clients.map((file) => ({
      cert: join(directory, file),
      key: join(directory, files.includes(keyOf(file)) ? keyOf(file) : file),
    })),
    skipVerify: undefined,
    headers: {},
    dialTimeout: undefined,
  };
}

async function toHost(entry: HostEntry | undefined, namespace: string, defaultScheme: string): Promise<Host> {
  const base = defaultHost(namespace, defaultScheme);
  const configured = entry === undefined ? undefined : await readTls(entry);
  if (entry === undefined || entry.host === "") {
    return {
      ...base,
      tls: configured ?? base.tls,
      tokenTls: configured,
      path: "/v2",
      capabilities: everyCapability,
      headers: entry?.headers ?? {},
      dialTimeout: entry?.dialTimeout,
    };
  }
  // TLS settings of an http host mean that it may speak TLS, unless it is on the port of http.
  const isAmbiguous = entry.scheme === "http" && configured !== undefined && !/:80$/.test(entry.host);
  return {
    scheme: isAmbiguous ? "either" : (entry.scheme ?? "https"),
    host: entry.host,
    path: entry.path,
    capabilities: entry.capabilities,
    headers: entry.headers,
    tls: configured,
    tokenTls: configured,
    dialTimeout: entry.dialTimeout,
  };
}

async function readTls(entry: HostEntry): Promise<HostTls | undefined> {
  if (entry.ca.length === 0 && entry.clients.length === 0 && entry.skipVerify === undefined) {
    return undefined;
  }
  return {
    ca: await Promise.all(entry.ca.map(readPem)),
    clients: await Promise.all(
      entry.clients.map(async ({ cert, key }) => ({ cert: await readPem(cert), key: await readPem(key) })),
    ),
    skipVerify: entry.skipVerify ?? false,
  };
}

async function readPem(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw failedPrecondition(`unable to read certificate ${path}`, { cause });
  }
}
