// The plugins of the API services, which have containerd's ids.
import { ApiService } from "../core/api.ts";
import { Daemon } from "../core/daemon.ts";
import { diffServiceNeed } from "../core/diff.ts";
import { EventCodec, Events } from "../core/event.ts";
import { Metadata } from "../core/metadata.ts";
import { Streams } from "../core/stream.ts";
import { TaskRuntime } from "../core/task.ts";
import { Transfer } from "../core/transfer.ts";
import {
  type Needs,
  type Plugin,
  PluginList,
  plugin,
  type Resolved,
  type Surroundings,
} from "../plugin/index.ts";
import type { Registration } from "../rpc/handler.ts";
import { TasksSlot } from "../services/tasks.plugin.ts";
import { containersService } from "./containers.ts";
import { contentService } from "./content.ts";
import { diffApi } from "./diff.ts";
import { eventCodec } from "./event-codec.ts";
import { eventsService, forwardService } from "./events.ts";
import { healthService } from "./health.ts";
import { imagesService } from "./images.ts";
import { introspectionService } from "./introspection.ts";
import { leasesService } from "./leases.ts";
import { logsService } from "./logs.ts";
import { namespacesService } from "./namespaces.ts";
import { sandboxesService } from "./sandboxes.ts";
import { snapshotsService } from "./snapshots.ts";
import { streamingService } from "./streaming.ts";
import { tasksService } from "./tasks.ts";
import { transferService } from "./transfer.ts";
import { versionService } from "./version.ts";

type Given<N extends Needs> = Resolved<N> & Surroundings<Record<never, never>>;

/** Declares an API service of the gRPC socket. */
function api<const N extends Needs>(id: string, needs: N, make: (given: Given<N>) => Registration): Plugin {
  return plugin(ApiService, id, {
    needs,
    start: (given: Given<N>): ApiService => ({ registration: make(given), transports: ["grpc"] }),
  });
}

const plugins: readonly Plugin[] = [
  plugin(EventCodec, "event-codec", { start: () => eventCodec }),
  api("containers", { metadata: Metadata }, ({ metadata }) => containersService(metadata.containers)),
  api("content", { metadata: Metadata }, ({ metadata }) => contentService(metadata.content)),
  api("diff", { differ: diffServiceNeed }, ({ differ }) => diffApi(differ)),
  api("events", { events: Events }, ({ events }) => eventsService(events)),
  api("healthcheck", {}, () => healthService()),
  api("images", { metadata: Metadata }, ({ metadata }) => imagesService(metadata.images)),
  api(
    "introspection",
    { list: PluginList, daemon: Daemon, runtime: TaskRuntime.optional },
    ({ list, daemon, runtime }) => introspectionService({ list, daemon, runtime }),
  ),
  api("leases", { metadata: Metadata }, ({ metadata }) => leasesService(metadata.leases)),
  api("logs", { runtime: TaskRuntime }, ({ runtime }) => logsService(runtime)),
  api("namespaces", { metadata: Metadata }, ({ metadata }) => namespacesService(metadata.namespaces)),
  api("sandboxes", { metadata: Metadata }, ({ metadata }) => sandboxesService(metadata.sandboxes)),
  api("snapshots", { metadata: Metadata }, ({ metadata }) => snapshotsService(metadata.snapshots)),
  api("streaming", { streams: Streams }, ({ streams }) => streamingService(streams)),
  api("tasks", { tasks: TasksSlot.named("tasks-service") }, ({ tasks, log }) => tasksService(tasks, log)),
  api("transfer", { transfer: Transfer, streams: Streams }, ({ transfer, streams }) =>
    transferService(transfer, streams),
  ),
  api("version", { daemon: Daemon }, ({ daemon }) => versionService(daemon)),
  plugin(ApiService, "events-forward", {
    needs: { events: Events },
    start: ({ events }): ApiService => ({ registration: forwardService(events), transports: ["ttrpc"] }),
  }),
];

export default plugins;
