// NRI with containerd's type, id and keys: `[plugins."io.containerd.nri.v1.nri"]`. Source: containerd internal/nri/config.go.
import { join } from "node:path";
import { Daemon } from "../core/daemon.ts";
import { peerOf } from "../linux/peer.ts";
import type { Log } from "../log/index.ts";
import { NodePlugins as Slot } from "../messages/nri.ts";
import { key, plugin, SkipPlugin } from "../plugin/index.ts";
import { checkSettings } from "../plugin/settings.ts";
import { createBunTransport } from "../rpc/transport/bun.ts";
import { DefaultValidator, type ValidatorSettings, validatorKeys } from "./default-validator.ts";
import { NodePlugins } from "./node-plugins.ts";

/** Where plugins look for the socket by themselves. */
const wellKnownSocket = "/var/run/nri/nri.sock";
const usualState = "/run/tsrt";

const keys = {
  disable: key.bool(false, "take no plugins at all"),
  socket_path: key.string(
    "",
    `socket that plugins connect to; empty: ${wellKnownSocket}, or nri/nri.sock below another state directory than ${usualState}`,
  ),
  plugin_path: key.string("/opt/nri/plugins", "directory of plugins that the daemon starts"),
  plugin_config_path: key.string("/etc/nri/conf.d", "directory of the configurations of those plugins"),
  plugin_registration_timeout: key.duration(5000, "time that a plugin has to register itself"),
  plugin_request_timeout: key.duration(2000, "time that a plugin has to answer before it is disconnected"),
  disable_connections: key.bool(false, "take only plugins that the daemon starts"),
  default_validator: key.table({}, "what plugins may not change of new containers"),
} as const;

export default plugin(Slot, "nri", {
  needs: { daemon: Daemon },
  config: keys,
  start: ({ daemon, config, log }): NodePlugins => {
    if (config.disable) {
      throw new SkipPlugin("NRI is disabled by the configuration");
    }
    const validator = readValidator(config.default_validator, log);
    return new NodePlugins({
      admission: {
        socketPath: config.disable_connections ? "" : config.socket_path || defaultSocket(daemon.state),
        pluginPath: config.plugin_path,
        configPath: config.plugin_config_path,
        facts: {
          name: "tsrt",
          version: daemon.version,
          registrationTimeout: config.plugin_registration_timeout,
          requestTimeout: config.plugin_request_timeout,
        },
        transport: createBunTransport({ peerOf }),
        log,
      },
      defaultValidator: validator.enable ? new DefaultValidator(validator) : undefined,
      log,
    });
  },
});

/** Two daemons on one machine do not get into each other's way. */
function defaultSocket(state: string): string {
  return state === usualState ? wellKnownSocket : join(state, "nri/nri.sock");
}

/** Invalid argument, which names the key: a value is not what it must be. */
function readValidator(table: Readonly<Record<string, unknown>>, log: Log): ValidatorSettings {
  const given = new Map(
    Object.entries(table).map(([name, value]) => [name, { value, file: "configuration" }]),
  );
  const { settings, unknown } = checkSettings(validatorKeys, given, "default_validator");
  for (const { name } of unknown) {
    log.warn("unknown key of the validator of node plugins", { key: `default_validator.${name}` });
  }
  return settings;
}
