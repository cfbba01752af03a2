// The loopback interface of a container, which comes before all networks. It needs no record: it holds nothing outside of its namespace,
// and goes with it.
import { bringUpLoopback } from "../linux/loopback.ts";
import { inNamespaces } from "../linux/namespaces.ts";
import type { NetworkConfig } from "./config.ts";
import { type AttachRequest, addNetwork, requirePlugins } from "./network.ts";
import type { PluginLimits } from "./plugin.ts";

/** Who brings it up: the plugin `loopback`, or this process itself. */
export type LoopbackBy = "plugin" | "itself";

/** What the plugin is run with. */
export const loopbackNetwork: NetworkConfig = {
  name: "cni-loopback",
  cniVersion: "0.3.1",
  plugins: [{ type: "loopback" }],
  disableCheck: true,
  disableGc: true,
};

/** Not found: the plugin is not installed. */
export function requireLoopback(by: LoopbackBy, limits: PluginLimits): void {
  if (by === "plugin") {
    requirePlugins(loopbackNetwork, limits);
  }
}

export async function addLoopback(
  by: LoopbackBy,
  request: Omit<AttachRequest, "interface">,
  limits: PluginLimits,
): Promise<void> {
  if (by === "plugin") {
    await addNetwork(loopbackNetwork, { ...request, interface: "lo" }, limits);
  } else {
    inNamespaces([{ type: "network", path: request.netns }], bringUpLoopback);
  }
}
