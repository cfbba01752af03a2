import { expect, test } from "bun:test";
import { kindOf, messageOf } from "../../errors/index.ts";
import { checkSettings } from "../../plugin/settings.ts";
import { Options } from "../../rpc/gen/runc.ts";
import { Options as AnyRuntimeOptions } from "../../rpc/gen/runtimeoptions.ts";
import { runtimeOptions } from "../runtime-options.ts";
import { hasUnifiedCgroups } from "../spec/controllers.ts";
import { imageKeys } from "./image-keys.ts";
import { readImages } from "./read-images.ts";
import { readRuntime } from "./read-runtime.ts";
import { readServer } from "./read-server.ts";
import { runtimeKeys } from "./runtime-keys.ts";
import { serverKeys } from "./server-keys.ts";

type Values = Record<string, unknown>;

const table = (values: Values) =>
  new Map(Object.entries(values).map(([name, value]) => [name, { value, file: "f" }]));
const images = (values: Values = {}) => readImages(checkSettings(imageKeys, table(values), "p").settings);
const runtime = (values: Values = {}) =>
  readRuntime(checkSettings(runtimeKeys, table(values), "p").settings, "/state");
const server = (values: Values = {}) => readServer(checkSettings(serverKeys, table(values), "p").settings);
const keysOf = ({ concerns }: { concerns: readonly { key: string }[] }) => concerns.map(({ key }) => key);

test("an empty configuration has containerd's defaults, and nothing to warn of", () => {
  expect([images(), runtime(), server()].flatMap(keysOf)).toEqual([]);
  expect(runtime().settings).toMatchObject({
    defaultRuntime: "runc",
    cni: { configDirectory: "/etc/cni/net.d", networks: 1, isSerial: false, preference: "ipv4" },
    netnsDirectory: "/var/run/netns",
    maxLogLineBytes: 16_384,
    drainExecSyncIoTimeout: 0,
    ignoresImageVolumes: false,
    deprecations: {},
  });
  expect([...runtime().settings.handlers.keys()]).toEqual(["runc"]);
  expect(server().streaming).toEqual({
    address: "127.0.0.1",
    port: 0,
    idleTimeout: 4 * 3_600_000,
    tls: undefined,
  });
  expect(images().settings).toMatchObject({ pullProgressTimeout: 300_000, usageLifetime: 10_000 });
});

test("handlers are read by their names, beside the default one", () => {
  const { settings, concerns } = runtime({
    containerd: {
      default_runtime_name: "kata",
      runtimes: {
        kata: {
          runtime_type: "io.containerd.kata.v2",
          runtime_path: "/opt/kata/shim",
          snapshotter: "devmapper",
          pod_annotations: ["io.katacontainers.*"],
          container_annotations: ["c.*"],
          privileged_without_host_devices: true,
          privileged_without_host_devices_all_devices_allowed: true,
          base_runtime_spec: "/etc/base.json",
          cni_conf_dir: "/etc/cni/kata",
          cni_max_conf_num: 3,
          options: { ConfigPath: "/etc/kata.toml" },
        },
      },
    },
  });
  expect(concerns).toEqual([]);
  expect(settings.defaultRuntime).toBe("kata");
  expect([...settings.handlers.keys()]).toEqual(["runc", "kata"]);
  expect(settings.handlers.get("kata")).toEqual({
    name: "kata",
    type: "io.containerd.kata.v2",
    path: "/opt/kata/shim",
    options: { ConfigPath: "/etc/kata.toml" },
    snapshotter: "devmapper",
    podAnnotations: ["io.katacontainers.*"],
    containerAnnotations: ["c.*"],
    privilegedWithoutHostDevices: true,
    privilegedWithAllDevicesAllowed: true,
    cgroupWritable: false,
    baseSpecPath: "/etc/base.json",
    cniConfigDirectory: "/etc/cni/kata",
    cniNetworks: 3,
    sandboxer: "podsandbox",
  });
});

function optionsOf(name: string, handler: Values) {
  const read = runtime({ containerd: { runtimes: { [name]: handler } } }).settings.handlers.get(name);
  return read === undefined ? undefined : runtimeOptions(read);
}

test("runc's options keep their meaning; other runtimes get the table, or the path of their file", () => {
  const runc = optionsOf("runc", {
    options: { SystemdCgroup: true, BinaryName: "/w", CriuPath: "", IoUid: 5 },
  });
  expect(Options.decode(runc?.value ?? new Uint8Array(0))).toMatchObject({
    systemdCgroup: true,
    binaryName: "/w",
    ioUid: 5,
  });
  const other = (options: Values) =>
    AnyRuntimeOptions.decode(
      optionsOf("g", { runtime_type: "io.containerd.runsc.v1", options })?.value ?? new Uint8Array(0),
    );
  expect(other({ TypeUrl: "t", ConfigPath: "/c" })).toMatchObject({ typeUrl: "t", configPath: "/c" });
  expect(new TextDecoder().decode(other({ Debug: true }).configBody).trim()).toBe("Debug = true");
});

test("what is known and not done is warned of by its name, and so is what nobody knows", () => {
  const handler = { runc: { io_type: "streaming", sandboxer: "shim", wheels: 4, options: { Speed: 1 } } };
  const runtimeConcerns = runtime({
    containerd: { runtimes: handler, no_pivot: true, untrusted_workload_runtime: { runtime_type: "x" } },
    cni: { conf_template: "/t", colour: 1 },
    enable_criu: true,
    systemd_cgroup: true,
  });
  expect(runtimeConcerns.settings.enablesCheckpoints).toBe(true);
  expect(runtime().settings.enablesCheckpoints).toBe(false);
  expect(keysOf(runtimeConcerns).sort()).toEqual([
    "cni.colour",
    "cni.conf_template",
    "containerd.no_pivot",
    "containerd.runtimes.runc.io_type",
    "containerd.runtimes.runc.options.Speed",
    "containerd.runtimes.runc.sandboxer",
    "containerd.runtimes.runc.wheels",
    "containerd.untrusted_workload_runtime",
    "systemd_cgroup",
  ]);
  const imageConcerns = images({
    registry: { mirrors: { a: {} }, auths: {} },
    image_decryption: { key_model: "node" },
  });
  expect(keysOf(imageConcerns)).toEqual(["registry.mirrors"]);
  const alone = [
    ["use_local_image_pull", true],
    ["image_pull_with_sync_fs", true],
    ["discard_unpacked_layers", true],
    ["concurrent_layer_fetch_buffer", 4],
    ["image_decryption", { key_model: "other" }],
    ["image_decryption", { keys: ["/etc/keys"] }],
  ] as const;
  for (const [key, value] of alone) {
    expect(keysOf(images({ [key]: value }))).toEqual([key]);
  }
  expect(keysOf(server({ disable_tcp_service: false }))).toEqual(["disable_tcp_service"]);
  const all = [runtimeConcerns, imageConcerns].flatMap(({ concerns }) => concerns);
  expect(all.filter(({ why }) => why.length < 10)).toEqual([]);
});

test("writable cgroups need cgroup v2", () => {
  const concerns = keysOf(runtime({ containerd: { runtimes: { runc: { cgroup_writable: true } } } }));
  expect(concerns).toEqual(hasUnifiedCgroups ? [] : ["containerd.runtimes.runc.cgroup_writable"]);
});

test("pulls of CRI have a limit of their own when the file sets one", () => {
  const limits = [3, 0, 1, 10].map(
    (configured) => images({ max_concurrent_downloads: configured }).settings.maxDownloads,
  );
  expect(limits).toEqual([undefined, undefined, 1, 10]);
});

test("counts of what containers have written are good for the period of the file, in seconds", () => {
  const lifetimes = [3, 0, -1].map(
    (period) => images({ stats_collect_period: period }).settings.usageLifetime,
  );
  expect(lifetimes).toEqual([3000, 10_000, 10_000]);
});

test("a default runtime that is not configured is warned of", () => {
  expect(keysOf(runtime({ containerd: { default_runtime_name: "crun" } }))).toEqual([
    "containerd.default_runtime_name",
  ]);
});

test("deprecated settings are known by containerd's ids", () => {
  const { deprecations } = runtime({ cni: { bin_dir: "/x" }, enable_cdi: false }).settings;
  expect(Object.keys(deprecations)).toEqual([
    "io.containerd.deprecation/cri-cni-bin-dir",
    "io.containerd.deprecation/enable-cdi",
  ]);
  expect(Object.keys(images({ registry: { configs: { a: {} } } }).settings.deprecations)).toEqual([
    "io.containerd.deprecation/cri-registry-configs",
  ]);
  expect(runtime({ cni: { bin_dir: "/x" } }).settings.cni.pluginDirectories).toEqual(["/x"]);
});

test("directories of CDI's spec files: none stands for the usual ones, unless CDI is switched off", () => {
  const directoriesOf = (config: Values) => runtime(config).settings.cdiDirectories;
  expect(directoriesOf({})).toEqual(["/etc/cdi", "/var/run/cdi"]);
  expect(directoriesOf({ cdi_spec_dirs: [] })).toEqual(["/etc/cdi", "/var/run/cdi"]);
  expect(directoriesOf({ cdi_spec_dirs: ["/a"] })).toEqual(["/a"]);
  expect(directoriesOf({ enable_cdi: false })).toBeUndefined();
});

test("other settings are what the file says", () => {
  const { settings } = runtime({
    netns_mounts_under_state_dir: true,
    max_container_log_line_size: -1,
    drain_exec_sync_io_timeout: "1m",
    cni: { bin_dirs: ["/a", "/b"], max_conf_num: 0, setup_serially: true, ip_pref: "cni" },
  });
  expect(settings).toMatchObject({
    netnsDirectory: "/state/netns",
    maxLogLineBytes: 0,
    drainExecSyncIoTimeout: 60_000,
    cni: { pluginDirectories: ["/a", "/b"], networks: 0, isSerial: true, preference: "cni" },
  });
  const tls = {
    enable_tls_streaming: true,
    x509_key_pair_streaming: { tls_cert_file: "/c", tls_key_file: "/k" },
  };
  expect(server({ stream_server_port: "10010", stream_idle_timeout: "0s", ...tls }).streaming).toEqual({
    address: "127.0.0.1",
    port: 10_010,
    idleTimeout: 0,
    tls: { certificate: "/c", key: "/k" },
  });
  expect(
    images({ registry: { config_path: "/a:/b", headers: { "X-A": ["1", "2"] } } }).settings,
  ).toMatchObject({
    registryConfigPath: "/a:/b",
    registryHeaders: { "X-A": "1, 2" },
  });
});

const refused: readonly (readonly [string, () => unknown, string])[] = [
  [
    "a port",
    () => server({ stream_server_port: "http" }),
    'stream_server_port: "http" must be a port number',
  ],
  [
    "half a key pair",
    () => server({ enable_tls_streaming: true, x509_key_pair_streaming: { tls_cert_file: "/c" } }),
    "must both be given, or neither",
  ],
  ["a preference", () => runtime({ cni: { ip_pref: "ipx" } }), 'cni.ip_pref: must be one of "", "ipv4"'],
  [
    "a handler",
    () => runtime({ containerd: { runtimes: { a: 1 } } }),
    "containerd.runtimes.a must be a table",
  ],
  [
    "a shim",
    () => runtime({ containerd: { runtimes: { a: { runtime_path: "x" } } } }),
    'runtime_path: "x" must be an absolute path',
  ],
  [
    "a type",
    () => runtime({ containerd: { runtimes: { a: { snapshotter: 1 } } } }),
    "containerd.runtimes.a.snapshotter: must be a string, not 1",
  ],
  [
    "an option",
    () => optionsOf("runc", { options: { SystemdCgroup: "yes" } }),
    'runtime "runc": option SystemdCgroup must be a boolean, not "yes"',
  ],
  [
    "the name of a pinned image",
    () => images({ pinned_images: { sandbox: "Not A Name" } }),
    'pinned_images.sandbox must be a reference of an image, not "Not A Name"',
  ],
  [
    "a pinned image",
    () => images({ pinned_images: { sandbox: 1 } }),
    "pinned_images.sandbox must be a string",
  ],
];

for (const [what, work, text] of refused) {
  test(`refuses ${what} that cannot be`, () => {
    let error: unknown;
    try {
      work();
    } catch (thrown) {
      error = thrown;
    }
    expect(kindOf(error)).toBe("invalid argument");
    expect(messageOf(error)).toContain(text);
  });
}
