// Settings that containerd calls deprecated, as Status tells them. Source: containerd pkg/deprecation/deprecation.go.
import type { Settings } from "../../plugin/index.ts";
import type { registryKeys } from "./image-keys.ts";
import type { runtimeKeys } from "./runtime-keys.ts";

/** What to do instead, by the deprecation's id. */
export type Deprecations = Readonly<Record<string, string>>;

/** What the runtime's settings use and are not told to keep quiet about. */
export function deprecationsOf(config: Settings<typeof runtimeKeys>, binDirectory: string): Deprecations {
  return {
    ...(binDirectory === ""
      ? {}
      : { "io.containerd.deprecation/cri-cni-bin-dir": "use `bin_dirs` of cni instead of `bin_dir`" }),
    ...(config.enable_cdi
      ? {}
      : { "io.containerd.deprecation/enable-cdi": "`enable_cdi` cannot be set to false any more" }),
  };
}

/** What the registries' settings use. */
export function registryDeprecations(settings: Settings<typeof registryKeys>): Deprecations {
  const ids = {
    mirrors: "io.containerd.deprecation/cri-registry-mirrors",
    configs: "io.containerd.deprecation/cri-registry-configs",
    auths: "io.containerd.deprecation/cri-registry-auths",
  } as const;
  const used = (Object.keys(ids) as (keyof typeof ids)[]).filter(
    (name) => Object.keys(settings[name]).length > 0,
  );
  return Object.fromEntries(
    used.map((name) => [ids[name], `write hosts.toml files below \`config_path\` instead of \`${name}\``]),
  );
}
