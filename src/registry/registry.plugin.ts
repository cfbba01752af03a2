import { Registry } from "../core/registry.ts";
import { key, plugin } from "../plugin/index.ts";
import { Downloads } from "./downloads.ts";
import { createRegistry } from "./registry.ts";

export default plugin(Registry, "registry", {
  config: {
    config_path: key.string(
      "/etc/containerd/certs.d:/etc/docker/certs.d",
      "directories with one directory of hosts.toml per registry, separated by colons",
    ),
  },
  start: ({ config }) => {
    const settings = { configPath: config.config_path.split(":").filter(Boolean) };
    return createRegistry(settings, new Downloads());
  },
});
