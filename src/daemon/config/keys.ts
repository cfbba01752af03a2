// The keys of the daemon's own part of config.toml, which are declared as those of plugins are.
import { levels } from "../../log/index.ts";
import { type Config, key } from "../../plugin/index.ts";

/** The version of the format that is written, which is also the highest that is read. */
export const currentVersion = 4;

export const defaultConfigFile = "/etc/tsrt/config.toml";

/** The keys outside of all tables. */
export const topKeys = {
  root: key.string("/var/lib/tsrt", "persistent data: images, snapshots, metadata"),
  state: key.string("/run/tsrt", "what a reboot may remove: sockets, bundles"),
  temp: key.string("", "directory for temporary files; empty: TMPDIR or /tmp"),
  plugin_dir: key.string("/etc/tsrt/plugins", "directory whose .ts files are loaded as plugins"),
  oom_score: key.int(0, "the daemon's oom_score_adj; 0 leaves it as it is", { min: -1000, max: 1000 }),
  disabled_plugins: key.strings(
    [],
    'full names of plugins not to start, e.g. "io.containerd.snapshotter.v1.native"',
  ),
  required_plugins: key.strings([], "full names of plugins without which the daemon does not start"),
  imports: key.strings([], "more files, merged over this one; globs, relative to this file"),
} as const satisfies Config;

export const debugKeys = {
  // panic is one of containerd's levels, and may stand in a file that is shared with it.
  level: key.string("info", "least severe messages that are logged", { oneOf: ["", ...levels, "panic"] }),
  format: key.string("text", "text or json", { oneOf: ["", "text", "json"] }),
} as const satisfies Config;

const messageLimit = 16 << 20;

export const grpcKeys = {
  address: key.string("/run/tsrt/tsrt.sock", "path of the gRPC socket"),
  uid: key.int(0, "owner of the socket", { min: 0, max: 0xffffffff }),
  gid: key.int(0, "group of the socket, which may use it", { min: 0, max: 0xffffffff }),
  max_recv_message_size: key.int(messageLimit, "longest message from a client in bytes; 0: 16 MiB", {
    min: 0,
    max: 0x7fffffff,
  }),
  max_send_message_size: key.int(messageLimit, "longest message to a client in bytes; 0: 16 MiB", {
    min: 0,
    max: 0x7fffffff,
  }),
} as const satisfies Config;

export const ttrpcKeys = {
  address: key.string(
    "",
    "path of the ttrpc socket for shims; empty: the gRPC socket's with .ttrpc behind it",
  ),
  uid: key.int(0, "owner of the socket", { min: 0, max: 0xffffffff }),
  gid: key.int(0, "group of the socket", { min: 0, max: 0xffffffff }),
} as const satisfies Config;

export const metricsKeys = {
  address: key.string("", "host:port of an HTTP server for Prometheus, path /v1/metrics; empty: none"),
} as const satisfies Config;

export const grpcTable = "io.containerd.server.v1.grpc";
export const ttrpcTable = "io.containerd.server.v1.ttrpc";

export const metricsTable = "io.containerd.server.v1.metrics";

/** The tables under `plugins` that are the daemon's own. */
export const serverTables: ReadonlyMap<string, Config> = new Map<string, Config>([
  [grpcTable, grpcKeys],
  [ttrpcTable, ttrpcKeys],
  [metricsTable, metricsKeys],
]);

/** The daemon's other tables. */
export const sections: ReadonlySet<string> = new Set(["debug", "timeouts"]);

/** Tables of containerd that mean nothing here. A value in one of them leads to a warning that says so. */
export const unsupportedTables: ReadonlySet<string> = new Set([
  "cgroup",
  "proxy_plugins",
  "stream_processors",
]);

export interface Timeout {
  readonly millis: number;
  readonly description: string;
}

/** The timeouts that the daemon asks for. */
export const timeouts = {
  "io.containerd.timeout.shim.load": {
    millis: 5000,
    description: "a shim's answer when the daemon reconnects to it",
  },
  "io.containerd.timeout.shim.cleanup": { millis: 5000, description: "clearing up after a lost shim" },
  "io.containerd.timeout.shim.shutdown": { millis: 3000, description: "a shim's end after its last task" },
  "io.containerd.timeout.task.state": {
    millis: 2000,
    description: "a shim's word about its task in a list; then the state is unknown",
  },
  "io.tsrt.timeout.plugin.start": { millis: 120_000, description: "a plugin's start" },
  "io.tsrt.timeout.shutdown": { millis: 5000, description: "calls that run when the daemon is told to stop" },
} as const satisfies Record<string, Timeout>;
