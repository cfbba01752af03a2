// Brings files of older versions to the current one. Source: containerd cmd/containerd/server/config/config.go.
import { invalidArgument } from "../../errors/index.ts";
import { isTable } from "../../plugin/settings.ts";
import { currentVersion, grpcTable, ttrpcTable } from "./keys.ts";
import { divideCri } from "./migrate-cri.ts";

export type Raw = Readonly<Record<string, unknown>>;

/** The same configuration in the current version. `file` is named in errors. Invalid argument: a version that is not read. */
export function migrate(raw: Raw, file: string): Raw {
  const version = versionOf(raw, file);
  const migrated = version < 4 ? serversToPlugins(raw, file) : raw;
  return { ...migrated, version: currentVersion };
}

/** The version of a file. One that names none is of version 2, unless something in it is of version 1, which is refused. */
export function versionOf(raw: Raw, file: string): number {
  const version = raw.version ?? 2;
  if (typeof version !== "number" || !Number.isInteger(version) || version < 1) {
    throw invalidArgument(`${file}: version: must be 2, 3 or 4, not ${JSON.stringify(version)}`);
  }
  if (version > currentVersion) {
    throw invalidArgument(
      `${file}: version: expected config version equal to or less than ${currentVersion}, got ${version}`,
    );
  }
  const short = shortNames(raw);
  if (version === 1 || (raw.version === undefined && short.length > 0)) {
    const example = short.length > 0 ? ` (${short.join(", ")})` : "";
    throw invalidArgument(
      `${file}: version: 1 is not supported, name plugins in full${example} and use version 2`,
    );
  }
  return Number(version);
}

function shortNames(raw: Raw): string[] {
  const lists = [raw.disabled_plugins, raw.required_plugins].flatMap((list) =>
    Array.isArray(list) ? list : [],
  );
  const tables = isTable(raw.plugins) ? Object.keys(raw.plugins) : [];
  return [...lists, ...tables].filter((name) => typeof name === "string" && !name.includes("."));
}

/** Version 4 has the tables of the servers under `plugins`. What stands there already is newer, and stays. */
function serversToPlugins(raw: Raw, file: string): Raw {
  const table = (name: string): Values => tableAt(raw, name, file);
  const { grpc: _grpc, ttrpc: _ttrpc, metrics: _metrics, debug: _debug, ...rest } = raw;
  const plugins: Record<string, unknown> = { ...divideCri(table("plugins"), file) };
  const put = (name: string, values: Values): void => {
    if (Object.keys(values).length > 0) {
      plugins[name] ??= values;
    }
  };
  const { grpc: socket, tcp } = splitGrpc(table("grpc"));
  put(grpcTable, socket);
  put("io.containerd.server.v1.grpc-tcp", tcp);
  put(ttrpcTable, ttrpcOf(table("ttrpc"), socket));
  const { log, server } = splitDebug(table("debug"));
  put("io.containerd.server.v1.debug", server);
  const { grpc_histogram: histogram, address } = table("metrics");
  put("io.containerd.server.v1.metrics", given({ address }));
  put("io.containerd.metrics.v1.grpc-prometheus", given({ grpc_histogram: histogram }));
  return {
    ...rest,
    ...(Object.keys(log).length > 0 ? { debug: log } : {}),
    ...(Object.keys(plugins).length > 0 || rest.plugins !== undefined ? { plugins } : {}),
  };
}

type Values = Record<string, unknown>;

function tableAt(raw: Raw, name: string, file: string): Values {
  const value = raw[name] ?? {};
  if (!isTable(value)) {
    throw invalidArgument(`${file}: ${name}: must be a table`);
  }
  return value;
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === "" || value === 0 || value === false;

/** Before version 4 an empty value means that nothing was said, because containerd's `config default` writes all keys. */
function given(table: Values): Values {
  return Object.fromEntries(Object.entries(table).filter(([, value]) => !isEmpty(value)));
}

function splitGrpc(table: Values): { grpc: Values; tcp: Values } {
  const grpc: Values = {};
  const tcp: Values = {};
  for (const [name, value] of Object.entries(given(table))) {
    if (name.startsWith("tcp_")) {
      tcp[name === "tcp_tls_common_name" ? "tls_common_name" : name.slice("tcp_".length)] = value;
    } else {
      grpc[name] = value;
    }
  }
  return { grpc, tcp };
}

/** A ttrpc socket whose address is made from that of the gRPC socket also has its owner. */
function ttrpcOf(table: Values, grpc: Values): Values {
  const own = given(table);
  if (own.address !== undefined || typeof grpc.address !== "string") {
    return own;
  }
  return { ...given({ uid: grpc.uid, gid: grpc.gid }), ...own, address: `${grpc.address}.ttrpc` };
}

/** Level and format stay in the table `debug`; its other keys belong to a server. */
function splitDebug(table: Values): { log: Values; server: Values } {
  const { address, uid, gid, ...log } = table;
  return { log, server: isEmpty(address) ? {} : given({ address, uid, gid }) };
}
