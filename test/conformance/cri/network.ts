// A network for pods: a bridge with host ports, by the machine's CNI plugins.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where Debian and others put CNI's plugins. */
const pluginDirectories = ["/opt/cni/bin", "/usr/lib/cni"];

const needed = ["bridge", "host-local", "loopback", "portmap"];

/** Throws with the names of plugins that are not installed. */
export function checkPlugins(): void {
  const isThere = (name: string): boolean =>
    pluginDirectories.some((directory) => existsSync(join(directory, name)));
  const missing = needed.filter((name) => !isThere(name));
  if (missing.length > 0) {
    throw new Error(
      `CNI plugins are not installed: ${missing.join(", ")} (Debian: containernetworking-plugins)`,
    );
  }
}

/** Writes the network's configuration into `directory`, and keeps its addresses below `state`. */
export function writeNetwork(directory: string, state: string, subnet = "10.88.0.0/16"): void {
  mkdirSync(directory, { recursive: true });
  const bridge = {
    type: "bridge",
    bridge: "tsrt-cri0",
    isGateway: true,
    hairpinMode: true,
    ipam: {
      type: "host-local",
      dataDir: state,
      ranges: [[{ subnet }]],
      routes: [{ dst: "0.0.0.0/0" }],
    },
  };
  const portmap = { type: "portmap", capabilities: { portMappings: true }, snat: true };
  const list = { cniVersion: "1.0.0", name: "tsrt-cri", plugins: [bridge, portmap] };
  writeFileSync(join(directory, "10-tsrt.conflist"), JSON.stringify(list));
}
