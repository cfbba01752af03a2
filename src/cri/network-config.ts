// The networks' configuration as `crictl info` prints it. Source: go-cni cni.go, GetConfig.
import type { Cni } from "../cni/cni.ts";
import type { NetworkConfig, PluginConfig } from "../cni/config.ts";
import { loopbackNetwork } from "../cni/loopback.ts";
import type { CniSettings } from "./settings.ts";

/** For JSON.stringify. */
export function networkConfigJson(cni: Cni, settings: CniSettings): object {
  const prefix = cni.defaultInterface.replace(/0$/, "");
  return {
    PluginDirs: settings.pluginDirectories,
    PluginConfDir: settings.configDirectory,
    PluginMaxConfNum: settings.networks,
    Prefix: prefix,
    Networks: [
      ...(settings.loopback === "plugin" ? [networkJson(loopbackNetwork, "lo")] : []),
      ...cni.networks.map((network, index) => networkJson(network, `${prefix}${index}`)),
    ],
  };
}

function networkJson({ name, cniVersion, plugins }: NetworkConfig, interfaceName: string): object {
  return {
    Config: {
      Name: name,
      CNIVersion: cniVersion,
      Plugins: plugins.map((plugin) => ({ Network: pluginJson(plugin), Source: JSON.stringify(plugin) })),
      Source: JSON.stringify({ cniVersion, name, plugins }),
    },
    IFName: interfaceName,
  };
}

/** The fields that the specification knows. */
function pluginJson({ type, capabilities, ipam }: PluginConfig): object {
  const manager = typeof ipam === "object" && ipam !== null && "type" in ipam ? { type: ipam.type } : {};
  return { type, ...(capabilities === undefined ? {} : { capabilities }), ipam: manager };
}
