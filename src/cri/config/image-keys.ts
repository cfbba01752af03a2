// The keys of `[plugins."io.containerd.cri.v1.images"]`. Source: containerd internal/cri/config/config.go, ImageConfig.
import { type Config, key } from "../../plugin/index.ts";
import type { InertKeys } from "./inert.ts";

export const imageKeys = {
  snapshotter: key.string("", "snapshotter of images and containers; empty: the daemon's default"),
  disable_snapshot_annotations: key.bool(true, "no effect: snapshotters are not told about images"),
  discard_unpacked_layers: key.bool(false, "no effect: layers stay as long as their image does"),
  pinned_images: key.table(
    { sandbox: "registry.k8s.io/pause:3.10.1" },
    "images that kubelet must not remove, by what they are for; `sandbox` is the pause container's",
  ),
  runtime_platforms: key.table({}, "no effect: a handler's `snapshotter` says where its images are unpacked"),
  registry: key.table(
    {},
    "config_path: directories of hosts.toml files, empty: the daemon's; headers of all requests",
  ),
  image_decryption: key.table({}, "no effect: encrypted images are not decrypted"),
  max_concurrent_downloads: key.int(
    3,
    "blobs fetched at once by all pulls of CRI; 3 or 0: as the transfer plugin's key of this name",
  ),
  concurrent_layer_fetch_buffer: key.int(0, "no effect: a layer is fetched over one connection"),
  image_pull_progress_timeout: key.duration(
    5 * 60_000,
    "how long a pull may fetch without getting a byte before it is broken off; 0s: for ever",
  ),
  image_pull_with_sync_fs: key.bool(false, "no effect: the transfer plugin's `sync` counts"),
  stats_collect_period: key.int(10, "seconds for which a count of what a container has written is good"),
  use_local_image_pull: key.bool(false, "no effect: all pulls go through the transfer plugin"),
} as const satisfies Config;

export const inertImageKeys: InertKeys = {
  disable_snapshot_annotations: { why: "snapshotters are not told about images" },
  discard_unpacked_layers: { why: "layers stay in the content store as long as their image does" },
  runtime_platforms: { why: "a handler's `snapshotter` says where its images are unpacked" },
  image_decryption: {
    why: "encrypted images are not decrypted",
    harmless: [{ key_model: "node" }, { key_model: "" }],
  },
  concurrent_layer_fetch_buffer: { why: "a layer is fetched over one connection" },
  image_pull_with_sync_fs: { why: 'set sync of plugins."io.containerd.transfer.v1.local" instead' },
  use_local_image_pull: { why: "all pulls go through the transfer plugin" },
};

export const registryKeys = {
  config_path: key.string(
    "",
    "directories of hosts.toml files with colons between them; empty: the daemon's",
  ),
  headers: key.table({}, "headers of all requests to registries; each is a list of values"),
  mirrors: key.table({}, "no effect: mirrors are written into hosts.toml files"),
  configs: key.table({}, "no effect: TLS and logins are written into hosts.toml files"),
  auths: key.table({}, "no effect: kubelet sends logins with each pull"),
} as const satisfies Config;

export const inertRegistryKeys: InertKeys = {
  mirrors: { why: "mirrors are read from hosts.toml files below config_path" },
  configs: { why: "the settings of a registry are read from hosts.toml files below config_path" },
  auths: { why: "kubelet sends logins with each pull (imagePullSecrets)" },
};
