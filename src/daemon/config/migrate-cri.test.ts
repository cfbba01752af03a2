import { expect, test } from "bun:test";
import { parse } from "smol-toml";
import { kindOf, messageOf } from "../../errors/index.ts";
import { migrate, type Raw } from "./migrate.ts";

const read = (text: string): Raw => migrate(parse(text), "f");

const version2 = `
version = 2
[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "registry.example/pause:1"
stream_server_address = "10.0.0.1"
stream_server_port = "10010"
enable_tls_streaming = true
max_container_log_line_size = 1000
max_concurrent_downloads = 5
image_pull_progress_timeout = "2m"
stats_collect_period = 20
[plugins."io.containerd.grpc.v1.cri".x509_key_pair_streaming]
tls_cert_file = "/c"
[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = "/cni"
max_conf_num = 2
[plugins."io.containerd.grpc.v1.cri".registry]
config_path = "/etc/certs.d"
[plugins."io.containerd.grpc.v1.cri".containerd]
snapshotter = "native"
discard_unpacked_layers = true
default_runtime_name = "crun"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.crun]
runtime_type = "io.containerd.runc.v2"
sandbox_mode = "podsandbox"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.crun.options]
BinaryName = "/usr/bin/crun"
`;

const divided = {
  "io.containerd.grpc.v1.cri": {
    stream_server_address: "10.0.0.1",
    stream_server_port: "10010",
    enable_tls_streaming: true,
    x509_key_pair_streaming: { tls_cert_file: "/c" },
  },
  "io.containerd.cri.v1.images": {
    max_concurrent_downloads: 5,
    image_pull_progress_timeout: "2m",
    stats_collect_period: 20,
    registry: { config_path: "/etc/certs.d" },
    snapshotter: "native",
    discard_unpacked_layers: true,
    pinned_images: { sandbox: "registry.example/pause:1" },
  },
  "io.containerd.cri.v1.runtime": {
    max_container_log_line_size: 1000,
    cni: { bin_dirs: ["/cni"], max_conf_num: 2 },
    containerd: {
      default_runtime_name: "crun",
      runtimes: {
        crun: {
          runtime_type: "io.containerd.runc.v2",
          sandboxer: "podsandbox",
          options: { BinaryName: "/usr/bin/crun" },
        },
      },
    },
  },
};

test("the one table of version 2 becomes the three of version 4", () => {
  expect(read(version2)).toEqual({ version: 4, plugins: divided });
});

test("version 3 has them divided already; what stands in a new table beats the old one", () => {
  const file = `
version = 3
[plugins."io.containerd.cri.v1.images"]
snapshotter = "overlayfs"
[plugins."io.containerd.cri.v1.images".pinned_images]
sandbox = "new"
[plugins."io.containerd.grpc.v1.cri"]
stream_server_port = "1"
`;
  expect(read(file)).toEqual({
    version: 4,
    plugins: {
      "io.containerd.cri.v1.images": { snapshotter: "overlayfs", pinned_images: { sandbox: "new" } },
      "io.containerd.grpc.v1.cri": { stream_server_port: "1" },
    },
  });
  const both = `${version2}
[plugins."io.containerd.cri.v1.images"]
snapshotter = "overlayfs"
[plugins."io.containerd.cri.v1.images".pinned_images]
sandbox = "new"
[plugins."io.containerd.cri.v1.runtime".cni]
bin_dirs = ["/new"]
`;
  expect(read(both).plugins).toMatchObject({
    "io.containerd.cri.v1.images": { snapshotter: "overlayfs", pinned_images: { sandbox: "new" } },
    "io.containerd.cri.v1.runtime": { cni: { bin_dirs: ["/new"], max_conf_num: 2 } },
  });
});

test("version 4 is left as it is", () => {
  const plugins = { "io.containerd.grpc.v1.cri": { sandbox_image: "x" } };
  expect(migrate({ version: 4, plugins }, "f").plugins).toEqual(plugins);
});

test("a table that is none is refused by its name", () => {
  for (const [value, name] of [
    ["1", '"io.containerd.grpc.v1.cri"'],
    ["{ cni = 1 }", '"io.containerd.grpc.v1.cri.cni"'],
    ["{ containerd = [] }", '"io.containerd.grpc.v1.cri.containerd"'],
  ]) {
    let error: unknown;
    try {
      read(`version = 2\n[plugins]\n"io.containerd.grpc.v1.cri" = ${value}`);
    } catch (thrown) {
      error = thrown;
    }
    expect([kindOf(error), messageOf(error)]).toEqual([
      "invalid argument",
      `f: plugins.${name}: must be a table: invalid argument`,
    ]);
  }
});
