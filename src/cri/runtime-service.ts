// The methods of CRI's RuntimeService, each in a file under its verb. A method that is not here answers UNIMPLEMENTED.
import type { Context } from "../context/index.ts";
import { derive, type Scoped } from "../context/index.ts";
import { type ContainerEventResponse, RuntimeServiceService } from "../rpc/gen/cri.ts";
import { type Registration, serve } from "../rpc/handler.ts";
import type { Init } from "../rpc/message.ts";
import { attach } from "./containers/attach.ts";
import { checkpointContainer } from "./containers/checkpoint.ts";
import { createContainer } from "./containers/create.ts";
import { exec } from "./containers/exec.ts";
import { execSync } from "./containers/exec-sync.ts";
import { containersThatMatch, toWire as containerToWire, listContainers } from "./containers/list.ts";
import { removeContainer } from "./containers/remove.ts";
import { reopenContainerLog } from "./containers/reopen-log.ts";
import { startContainer } from "./containers/start.ts";
import { containerStatus, containerStatusOf } from "./containers/status.ts";
import { stopContainer } from "./containers/stop.ts";
import { updateContainerResources } from "./containers/update-resources.ts";
import { type Cri, type CriMethod, criNamespace } from "./cri.ts";
import type { CriEvent } from "./events.ts";
import { listPodSandbox, podsThatMatch, toWire as podToWire } from "./pods/list.ts";
import { portForward } from "./pods/port-forward.ts";
import { removePodSandbox } from "./pods/remove.ts";
import { runPodSandbox } from "./pods/run.ts";
import { podSandboxStatus, podStatusOf } from "./pods/status.ts";
import { stopPodSandbox } from "./pods/stop.ts";
import { updatePodSandboxResources } from "./pods/update-resources.ts";
import { runtimeConfig } from "./runtime-config.ts";
import { batches } from "./stats/batches.ts";
import { containerStats, listContainerStats } from "./stats/container.ts";
import { listMetricDescriptors } from "./stats/metric-descriptors.ts";
import { listPodSandboxMetrics } from "./stats/metrics.ts";
import { listPodSandboxStats, podSandboxStats } from "./stats/pod.ts";
import { status, versionOf } from "./status.ts";

/** The call in the namespace of kubelet's pods: kubelet sends none. */
export function inCriNamespace(ctx: Context): Scoped {
  return { ...derive(ctx, { lease: undefined }), namespace: criNamespace };
}

export function runtimeService(cri: Cri, version: string): Registration {
  const bind =
    <Request, Response>(method: CriMethod<Request, Response>) =>
    (ctx: Context, request: Request): Promise<Response> =>
      method(cri, inCriNamespace(ctx), request);
  return serve(RuntimeServiceService, {
    version: async () => versionOf(version),
    status: bind(status),
    runPodSandbox: bind(runPodSandbox),
    stopPodSandbox: bind(stopPodSandbox),
    removePodSandbox: bind(removePodSandbox),
    podSandboxStatus: bind(podSandboxStatus),
    listPodSandbox: bind(listPodSandbox),
    createContainer: bind(createContainer),
    startContainer: bind(startContainer),
    stopContainer: bind(stopContainer),
    removeContainer: bind(removeContainer),
    containerStatus: bind(containerStatus),
    listContainers: bind(listContainers),
    execSync: bind(execSync),
    exec: bind(exec),
    attach: bind(attach),
    portForward: bind(portForward),
    updateContainerResources: bind(updateContainerResources),
    updatePodSandboxResources: bind(updatePodSandboxResources),
    checkpointContainer: bind(checkpointContainer),
    reopenContainerLog: bind(reopenContainerLog),
    runtimeConfig: bind(runtimeConfig),
    // Pod CIDRs are the business of CNI's configuration, which is not made from a template here.
    updateRuntimeConfig: async () => ({}),
    async *streamPodSandboxes(_ctx, { filter }) {
      yield { podSandboxes: podsThatMatch(cri, filter).map(podToWire) };
    },
    async *streamContainers(_ctx, { filter }) {
      yield { containers: containersThatMatch(cri, filter).map(containerToWire) };
    },
    containerStats: bind(containerStats),
    listContainerStats: bind(async (_cri, ctx, { filter }) => ({
      stats: await listContainerStats(cri, ctx, filter),
    })),
    async *streamContainerStats(ctx, { filter }) {
      for (const batch of batches(await listContainerStats(cri, inCriNamespace(ctx), filter))) {
        yield { containerStats: batch };
      }
    },
    podSandboxStats: bind(podSandboxStats),
    listPodSandboxStats: bind(async (_cri, ctx, { filter }) => ({
      stats: await listPodSandboxStats(cri, ctx, filter),
    })),
    async *streamPodSandboxStats(ctx, { filter }) {
      for (const batch of batches(await listPodSandboxStats(cri, inCriNamespace(ctx), filter))) {
        yield { podSandboxStats: batch };
      }
    },
    listMetricDescriptors: async () => ({ descriptors: listMetricDescriptors() }),
    listPodSandboxMetrics: bind(async (_cri, ctx) => ({
      podMetrics: await listPodSandboxMetrics(cri, ctx),
    })),
    async *streamPodSandboxMetrics(ctx) {
      for (const batch of batches(await listPodSandboxMetrics(cri, inCriNamespace(ctx)))) {
        yield { podSandboxMetrics: batch };
      }
    },
    async *getContainerEvents(ctx) {
      for await (const event of cri.events.subscribe(ctx.signal)) {
        yield eventToWire(cri, event);
      }
    },
  });
}

/** What kubelet needs to know of the pod and all of its containers, so that it need not ask. */
function eventToWire(cri: Cri, { id, type, pod, createdAt }: CriEvent): Init<ContainerEventResponse> {
  return {
    containerId: id,
    containerEventType: type,
    createdAt,
    podSandboxStatus: podStatusOf(pod),
    containersStatuses: cri.containers.of(pod.id).map(containerStatusOf),
  };
}
