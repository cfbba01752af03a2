// CRI as plugins, with containerd's ids and keys: `[plugins."io.containerd.cri.v1.images"]` and
// `[plugins."io.containerd.cri.v1.runtime"]`. Source: containerd internal/cri/config/config.go.
import { join } from "node:path";
import { Cni } from "../cni/cni.ts";
import { ApiService } from "../core/api.ts";
import { Daemon } from "../core/daemon.ts";
import { Metadata } from "../core/metadata.ts";
import { Transfer } from "../core/transfer.ts";
import { messageOf } from "../errors/index.ts";
import { currentCapabilities } from "../oci/spec/index.ts";
import { key, type Plugin, plugin, slot } from "../plugin/index.ts";
import { TasksSlot } from "../services/tasks.plugin.ts";
import { Cri } from "./cri.ts";
import { imageService } from "./image-service.ts";
import { ImageIndex } from "./images/image-index.ts";
import type { CriImages } from "./images/images.ts";
import { readHandlers, stringOf, stringsOf } from "./read-settings.ts";
import { recover } from "./recovery/recover.ts";
import { runtimeService } from "./runtime-service.ts";
import type { ImageSettings, RuntimeSettings } from "./settings.ts";
import { StreamingServer } from "./streaming/server.ts";

const CriImagesSlot = slot<CriImages>("io.containerd.cri.v1");
const CriSlot = slot<Cri>("io.containerd.cri.v1");

const images = plugin(CriImagesSlot, "images", {
  needs: { metadata: Metadata, transfer: Transfer, daemon: Daemon },
  config: {
    snapshotter: key.string("", "snapshotter of images and containers; empty: the daemon's default"),
    pinned_images: key.table(
      { sandbox: "registry.k8s.io/pause:3.10.1" },
      "images that kubelet must not remove, by what they are for; `sandbox` is the pause container's",
    ),
    registry: key.table(
      { config_path: "" },
      "config_path: directories of hosts.toml files; empty: the daemon's",
    ),
  },
  start: ({ metadata, transfer, daemon, config, log }): CriImages => {
    const settings: ImageSettings = {
      snapshotter: config.snapshotter,
      registryConfigPath: stringOf(config.registry, "config_path"),
      pinnedImages: Object.fromEntries(
        Object.keys(config.pinned_images).map((name) => [name, stringOf(config.pinned_images, name)]),
      ),
    };
    const snapshotter = settings.snapshotter || metadata.snapshots.defaultName;
    return {
      settings,
      metadata,
      transfer,
      log,
      index: new ImageIndex(metadata.images, metadata.content),
      pulls: new Map(),
      imageRoot: join(daemon.root, `io.containerd.snapshotter.v1.${snapshotter}`),
    };
  },
});

const runtime = plugin(CriSlot, "runtime", {
  needs: {
    metadata: Metadata,
    tasks: TasksSlot.named("tasks-service"),
    images: CriImagesSlot.named("images"),
  },
  config: {
    containerd: key.table(
      { default_runtime_name: "runc", runtimes: { runc: { runtime_type: "io.containerd.runc.v2" } } },
      "default_runtime_name, and the runtimes by the names of RuntimeClass handlers",
    ),
    cni: key.table(
      { bin_dirs: ["/opt/cni/bin", "/usr/lib/cni"], conf_dir: "/etc/cni/net.d", max_conf_num: 1 },
      "directories of plugins and of network configurations, and how many of those are used; 0: all",
    ),
    max_container_log_line_size: key.int(
      16_384,
      "bytes of a line of a log before it is split; 0 or less: never split",
    ),
    restrict_oom_score_adj: key.bool(false, "no process gets a lower oom_score_adj than the daemon has"),
    enable_unprivileged_ports: key.bool(true, "processes without privileges may listen on ports below 1024"),
    enable_unprivileged_icmp: key.bool(true, "processes without privileges may ping"),
    drain_exec_sync_io_timeout: key.duration(
      0,
      "how long an exec waits for output that a child holds open; 0s: for ever",
    ),
    enable_selinux: key.bool(false, "containers get the SELinux labels that kubelet asks for"),
    ignore_image_defined_volumes: key.bool(false, "no volume is made for VOLUME of an image"),
    unset_seccomp_profile: key.string("", "seccomp profile where kubelet names none"),
    disable_proc_mount: key.bool(false, "paths of /proc are masked although kubelet sends none"),
  },
  start: async ({ metadata, tasks, images: criImages, config, root, state, log, defer }): Promise<Cri> => {
    const settings: RuntimeSettings = {
      defaultRuntime: stringOf(config.containerd, "default_runtime_name"),
      handlers: readHandlers(config.containerd.runtimes),
      cniConfigDirectory: stringOf(config.cni, "conf_dir"),
      cniPluginDirectories: stringsOf(config.cni, "bin_dirs"),
      cniNetworks: Number(config.cni.max_conf_num ?? 1),
      maxLogLineBytes: Math.max(0, config.max_container_log_line_size),
      // The kernel refuses a lower score to a daemon without this capability, so asking for one would fail every pod.
      restrictsOomScoreAdj:
        config.restrict_oom_score_adj || !currentCapabilities().includes("CAP_SYS_RESOURCE"),
      enablesUnprivilegedPorts: config.enable_unprivileged_ports,
      enablesUnprivilegedIcmp: config.enable_unprivileged_icmp,
      drainExecSyncIoTimeout: config.drain_exec_sync_io_timeout,
      enablesSelinux: config.enable_selinux,
      ignoresImageVolumes: config.ignore_image_defined_volumes,
      unsetSeccompProfile: config.unset_seccomp_profile,
      disablesProcMount: config.disable_proc_mount,
    };
    const cni = new Cni({
      configDirectory: settings.cniConfigDirectory,
      pluginDirectories: settings.cniPluginDirectories,
      stateDirectory: join(root, "networks"),
      networks: settings.cniNetworks,
    });
    await cni.load().catch((error: unknown) => {
      log.warn("pods get no network until one is configured", { error: messageOf(error) });
    });
    const streaming = new StreamingServer({ address: "127.0.0.1", port: 0 }, log);
    defer(() => streaming.close());
    const cri = new Cri({ settings, metadata, tasks, images: criImages, cni, streaming, log, root, state });
    defer(() => cri.close());
    await recover(cri);
    return cri;
  },
});

const plugins: readonly Plugin[] = [
  images,
  runtime,
  plugin(ApiService, "cri", {
    needs: { cri: CriSlot.named("runtime"), daemon: Daemon },
    start: ({ cri, daemon }): ApiService => ({
      registration: runtimeService(cri, daemon.version),
      transports: ["grpc"],
    }),
  }),
  plugin(ApiService, "cri-images", {
    needs: { images: CriImagesSlot.named("images") },
    start: ({ images: criImages }): ApiService => ({
      registration: imageService(criImages),
      transports: ["grpc"],
    }),
  }),
];

export default plugins;
