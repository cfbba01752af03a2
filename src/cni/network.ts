// Connects a network namespace through all plugins of a network, and disconnects it. Source: libcni api.go.
import type { NetworkConfig, PluginConfig } from "./config.ts";
import { type Attachment, runPlugin } from "./plugin.ts";
import type { CniResult } from "./result.ts";

/** Each plugin sees what the one before it did; the last one's result is the network's. */
export async function addNetwork(
  network: NetworkConfig,
  attachment: Attachment,
  path: readonly string[],
): Promise<CniResult> {
  let result: CniResult | undefined;
  for (const plugin of network.plugins) {
    const config = configOf(network, plugin, result);
    result = await runPlugin({ ...attachment, command: "ADD", type: plugin.type, config, path });
  }
  return result ?? {};
}

/** In reverse order, each with the whole result. Doing it again is no error. */
export async function deleteNetwork(
  network: NetworkConfig,
  attachment: Attachment,
  path: readonly string[],
  result: CniResult | undefined,
): Promise<void> {
  for (const plugin of [...network.plugins].reverse()) {
    const config = configOf(network, plugin, result);
    await runPlugin({ ...attachment, command: "DEL", type: plugin.type, config, path });
  }
}

function configOf(network: NetworkConfig, plugin: PluginConfig, result: CniResult | undefined): object {
  const { name, cniVersion } = network;
  return { ...plugin, name, cniVersion, ...(result === undefined ? {} : { prevResult: result }) };
}
