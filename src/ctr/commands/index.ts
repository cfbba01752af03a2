// All commands. A group loads its subcommands when it is called, so that no command has to pay for the others.
import type { AnyCommand, Group } from "../command.ts";
import { snapshotterFlag } from "../flags/shared.ts";
import eventsCommand from "./events.ts";
import logs from "./logs.ts";
import pods from "./pods.ts";
import ps from "./ps.ts";
import run from "./run/run.ts";
import version from "./version.ts";

export const commands: readonly (Group | AnyCommand)[] = [
  {
    name: "plugins",
    aliases: ["plugin"],
    summary: "Provides information about the daemon's plugins",
    load: async () => [(await import("./plugins/ls.ts")).default],
  },
  version,
  {
    name: "containers",
    aliases: ["c", "container"],
    summary: "Manage containers",
    load: async () => (await import("./containers/index.ts")).default,
  },
  {
    name: "content",
    summary: "Manage content",
    load: async () => (await import("./content/index.ts")).default,
  },
  eventsCommand,
  {
    name: "images",
    aliases: ["image", "i"],
    summary: "Manage images",
    load: async () => (await import("./images/index.ts")).default,
  },
  {
    name: "leases",
    summary: "Manage leases",
    load: async () => (await import("./leases/index.ts")).default,
  },
  {
    name: "namespaces",
    aliases: ["namespace", "ns"],
    summary: "Manage namespaces",
    load: async () => (await import("./namespaces/index.ts")).default,
  },
  run,
  {
    name: "snapshots",
    aliases: ["snapshot"],
    summary: "Manage snapshots",
    shared: { snapshotter: snapshotterFlag },
    load: async () => (await import("./snapshots/index.ts")).default,
  },
  {
    name: "tasks",
    aliases: ["t", "task"],
    summary: "Manage tasks",
    load: async () => (await import("./tasks/index.ts")).default,
  },
  {
    name: "oci",
    summary: "OCI tools",
    load: async () => [(await import("./oci/spec.ts")).default],
  },
  ps,
  pods,
  logs,
];
