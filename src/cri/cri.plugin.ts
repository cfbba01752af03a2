// CRI as plugins, with containerd's ids and keys: `[plugins."io.containerd.cri.v1.images"]`,
// `[plugins."io.containerd.cri.v1.runtime"]` and `[plugins."io.containerd.grpc.v1.cri"]`.
import { join } from "node:path";
import { Limiter } from "../context/limiter.ts";
import { ApiService } from "../core/api.ts";
import { ctrDirectory } from "../core/ctr-directory.ts";
import { Daemon } from "../core/daemon.ts";
import { diffServiceNeed } from "../core/diff.ts";
import { Events } from "../core/event.ts";
import { Metadata } from "../core/metadata.ts";
import { Transfer } from "../core/transfer.ts";
import type { Log } from "../log/index.ts";
import { NodePlugins } from "../messages/nri.ts";
import { CdiRegistry } from "../oci/cdi/index.ts";
import { type Plugin, plugin, slot } from "../plugin/index.ts";
import { TasksSlot } from "../services/tasks.plugin.ts";
import { imageKeys } from "./config/image-keys.ts";
import { readImages } from "./config/read-images.ts";
import { readRuntime } from "./config/read-runtime.ts";
import { readServer } from "./config/read-server.ts";
import { runtimeKeys } from "./config/runtime-keys.ts";
import { serverKeys } from "./config/server-keys.ts";
import { tellConcerns } from "./config/tell.ts";
import { Cri } from "./cri.ts";
import { imageService } from "./image-service.ts";
import { ImageIndex } from "./images/image-index.ts";
import type { CriImages } from "./images/images.ts";
import { SharedPulls } from "./images/shared-pulls.ts";
import { Networks } from "./networks.ts";
import { recover } from "./recovery/recover.ts";
import { runtimeService } from "./runtime-service.ts";
import { StreamingServer } from "./streaming/server.ts";

const CriImagesSlot = slot<CriImages>("io.containerd.cri.v1");
const CriSlot = slot<Cri>("io.containerd.cri.v1");

const images = plugin(CriImagesSlot, "images", {
  needs: { metadata: Metadata, transfer: Transfer, events: Events, daemon: Daemon },
  config: imageKeys,
  start: ({ metadata, transfer, events, daemon, config, log }): CriImages => {
    const { settings, concerns } = readImages(config);
    tellConcerns(log, "io.containerd.cri.v1.images", concerns);
    const snapshotter = settings.snapshotter || metadata.snapshots.defaultName;
    return {
      settings,
      metadata,
      transfer,
      events,
      log,
      index: new ImageIndex(metadata.images, metadata.content, Object.values(settings.pinnedImages)),
      pulls: new SharedPulls(),
      downloads: settings.maxDownloads === undefined ? undefined : new Limiter(settings.maxDownloads),
      imageRoot: join(daemon.root, `io.containerd.snapshotter.v1.${snapshotter}`),
    };
  },
});

const runtime = plugin(CriSlot, "runtime", {
  needs: {
    metadata: Metadata,
    tasks: TasksSlot.named("tasks-service"),
    images: CriImagesSlot.named("images"),
    nodePlugins: NodePlugins.optional,
    daemon: Daemon,
    differ: diffServiceNeed,
  },
  config: runtimeKeys,
  start: async (given): Promise<Cri> => {
    const { metadata, tasks, images: criImages, differ, nodePlugins, daemon } = given;
    const { config, root, state, log, defer } = given;
    const { settings, concerns } = readRuntime(config, state);
    tellConcerns(log, "io.containerd.cri.v1.runtime", concerns);
    const directories = {
      stateDirectory: join(root, "networks"),
      otherStates: [join(ctrDirectory(daemon.grpcAddress), "attachments")],
    };
    const networks = await Networks.open(settings, directories, log);
    defer(() => networks[Symbol.dispose]());
    const streaming = new StreamingServer(log);
    const cdi = await openCdi(settings.cdiDirectories, log);
    const cri = new Cri({
      settings,
      metadata,
      daemon,
      tasks,
      images: criImages,
      networks,
      differ,
      streaming,
      cdi,
      nodePlugins,
      log,
      root,
      state,
    });
    // First the clients of streams go: the end of a stream that is left would look like that of the container.
    defer(() => cri.close());
    defer(() => streaming.close());
    await recover(cri);
    await cri.nri.serve();
    return cri;
  },
});

/** Reads the spec files once, so that the log names those that are broken before somebody misses their devices. */
async function openCdi(
  directories: readonly string[] | undefined,
  log: Log,
): Promise<CdiRegistry | undefined> {
  if (directories === undefined) {
    return undefined;
  }
  const registry = new CdiRegistry(directories, ({ path, reason }) =>
    log.warn("CDI spec file is not used", { path, reason }),
  );
  await registry.catalog();
  return registry;
}

const plugins: readonly Plugin[] = [
  images,
  runtime,
  plugin(ApiService, "cri", {
    needs: { cri: CriSlot.named("runtime"), daemon: Daemon },
    config: serverKeys,
    start: ({ cri, daemon, config, log }): ApiService => {
      const { streaming, concerns } = readServer(config);
      tellConcerns(log, "io.containerd.grpc.v1.cri", concerns);
      cri.streaming.configure(streaming);
      return { registration: runtimeService(cri, daemon.version), transports: ["grpc"] };
    },
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
