// RunPodSandbox. What fails on the way takes back all that was made before it. Source: containerd
// internal/cri/server/sandbox_run.go.
import { type Scoped, throwIfAborted } from "../../context/index.ts";
import { settled } from "../../context/settled.ts";
import { failedPrecondition } from "../../errors/index.ts";
import type { PodSandboxConfig, RunPodSandboxRequest, RunPodSandboxResponse } from "../../rpc/gen/cri.ts";
import { checkPodConfig } from "../check-config.ts";
import { nanosNow } from "../clock.ts";
import type { Cri, CriMethod } from "../cri.ts";
import { featuresOf } from "../features.ts";
import { handlerNameOf, handlerOf } from "../handler.ts";
import { orFail } from "../or-fail.ts";
import { runtimeOptions } from "../runtime-options.ts";
import type { RuntimeHandler } from "../settings.ts";
import { usesHostNetwork } from "../spec/namespaces.ts";
import { checkSysctls } from "../spec/sysctls.ts";
import { podIdMappings } from "../spec/user-namespace.ts";
import { newId, podName } from "../store/names.ts";
import { Pod } from "../store/pods.ts";
import { makePodFiles } from "./files.ts";
import { holdKindOf, holdOf } from "./hold.ts";
import { makeNamespaces } from "./namespaces.ts";
import { connectPod, newNetnsPath } from "./network.ts";
import { pluginCapabilities } from "./network-request.ts";
import { takeBack } from "./take-back.ts";
import { markFinished, markUnfinished } from "./unfinished.ts";

export const runPodSandbox: CriMethod<RunPodSandboxRequest, RunPodSandboxResponse> = async (
  cri,
  ctx,
  request,
) => {
  const pod = await newPod(cri, request);
  const handler = handlerOf(cri, pod.record.runtimeHandler);
  await requireUserNamespaces(cri, ctx, pod, handler);
  const { name } = pod.record;
  await orFail(`failed to reserve sandbox name ${JSON.stringify(name)}`, async () =>
    cri.pods.names.reserve(name, pod.id),
  );
  try {
    await makePod(cri, ctx, pod, handler);
  } catch (error) {
    await takeBack(cri, pod);
    throw error;
  }
  holdOf(pod).watch(cri, pod);
  cri.events.publish("started", pod.id, pod);
  return { podSandboxId: pod.id };
};

/** In this order a daemon that starts after a crash at any instant finds by the record what was made. */
async function makePod(cri: Cri, ctx: Scoped, pod: Pod, handler: RuntimeHandler): Promise<void> {
  markUnfinished(cri, pod.id);
  // Both are asked for at once, so that one commit writes them, in this order.
  await settled([
    cri.pods.create(ctx, pod, { name: handler.type, options: runtimeOptions(handler) }),
    cri.metadata.leases.create(ctx, { id: pod.id, labels: {} }),
  ]);
  makePodFiles(cri, pod);
  makeNamespaces(cri, pod);
  const connected = orFail(`failed to setup network for sandbox ${JSON.stringify(pod.id)}`, () =>
    connectPod(cri, ctx, pod),
  );
  await settled([connected, holdOf(pod).hold(cri, ctx, pod, handler, connected)]);
  throwIfAborted(ctx);
  using _held = await cri.nri.hold(ctx.signal);
  await cri.nri.podRuns(pod);
  markFinished(cri, pod.id);
  pod.state = "ready";
  cri.pods.index.add(pod);
}

/** Failed precondition: the pod has a user namespace, and the handler's runtime or snapshotter can do nothing with it. */
async function requireUserNamespaces(
  cri: Cri,
  ctx: Scoped,
  pod: Pod,
  handler: RuntimeHandler,
): Promise<void> {
  if (podIdMappings(pod.config) === undefined) {
    return;
  }
  if (!(await featuresOf(cri, ctx, handler)).userNamespaces) {
    throw failedPrecondition(
      `user namespaces of pods are not supported: runtime handler ${JSON.stringify(handler.name)} does not list the feature`,
    );
  }
}

async function newPod(cri: Cri, { config, runtimeHandler: asked }: RunPodSandboxRequest): Promise<Pod> {
  if (config?.metadata == null) {
    throw new Error("sandbox config must include metadata");
  }
  checkPodConfig(config);
  checkSysctls(config);
  pluginCapabilities(config);
  const id = newId();
  const runtimeHandler = await configuredHandler(cri, id, config, asked);
  const record = {
    id,
    name: podName(config.metadata),
    config,
    runtimeHandler,
    hold: holdKindOf(cri.settings, config, handlerOf(cri, runtimeHandler)),
    netns: usesHostNetwork(config) ? "" : newNetnsPath(cri),
    ips: [],
    cniResult: undefined,
    processLabel: "",
  };
  return new Pod(record, "unknown", nanosNow());
}

/** Name of the pod's handler; empty for the default one. */
function configuredHandler(cri: Cri, id: string, config: PodSandboxConfig, asked: string): Promise<string> {
  return orFail(`unable to get OCI runtime for sandbox ${JSON.stringify(id)}`, async () => {
    const name = handlerNameOf(config, asked);
    handlerOf(cri, name);
    return name;
  });
}
