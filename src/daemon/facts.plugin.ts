// Tells plugins about the daemon that they run in.
import { revision, version } from "../context/version.ts";
import { Daemon } from "../core/daemon.ts";
import { type Plugin, plugin } from "../plugin/index.ts";
import type { DaemonConfig } from "./config/config.ts";

export function factsPlugin(config: DaemonConfig, uuid: string): Plugin {
  return plugin(Daemon, "daemon", {
    start: (): Daemon => ({
      root: config.top.root,
      state: config.top.state,
      grpcAddress: config.grpc.address,
      ttrpcAddress: config.ttrpc.address,
      version,
      revision,
      uuid,
      timeout: (name, otherwise) => config.timeouts.get(name) ?? otherwise,
    }),
  });
}
