import { parseNetwork } from "../../cni/config.ts";
import { isKind, messageOf } from "../../errors/index.ts";
import type { Facts } from "../facts.ts";
import { type Finding, fail, ok, warn } from "../finding.ts";

const getPlugins = "install the CNI plugins (Debian: containernetworking-plugins), or correct cni.bin_dirs";

/** The network that install.sh configures where there is none, for hosts that are no nodes of a cluster. */
const ownNetwork = "tsrt-bridge";

/** Whether there is a network for pods, and whether the plugins that it names are there. */
export function checkCni(facts: Facts): Finding {
  const { host, settings, kubelet } = facts;
  const { cniConfigDirectory: directory, cniPluginDirectories: directories } = settings;
  const isPlugin = (type: string): boolean => directories.some((each) => host.isProgram(`${each}/${type}`));
  // The daemon uses the first file only, and gives every pod its loopback interface by a plugin.
  const [name] = (host.list(directory) ?? [])
    .filter((file) => /\.(conflist|conf|json)$/.test(file))
    .toSorted();
  if (name === undefined) {
    const found = `no network configuration in ${directory}`;
    const advice = "install a network add-on of the cluster, or a .conflist: pods get no network until then";
    return kubelet === undefined ? warn(found, advice) : fail(found, advice);
  }
  const path = `${directory}/${name}`;
  try {
    const network = parseNetwork(host.read(path) ?? "", path);
    const types = ["loopback", ...network.plugins.map(({ type }) => type)];
    const missing = types.filter((type) => !isPlugin(type));
    if (missing.length > 0) {
      return fail(`${path}: no plugin ${missing.join(", ")} in ${directories.join(", ")}`, getPlugins);
    }
    const found = `network ${network.name} (${path}): ${types.join(", ")}`;
    return network.name === ownNetwork && kubelet !== undefined
      ? warn(
          found,
          `remove ${path}: pods would get addresses of this host only, and not the cluster's network`,
        )
      : ok(found);
  } catch (error) {
    if (isKind(error, "invalid argument")) {
      return fail(messageOf(error), "correct the file");
    }
    throw error;
  }
}
