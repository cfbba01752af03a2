// RunPodSandbox. What fails on the way takes back all that was made before it. Source: containerd
// internal/cri/server/sandbox_run.go.
import { type Scoped, throwIfAborted } from "../../context/index.ts";
import { invalidArgument } from "../../errors/index.ts";
import type { RunPodSandboxRequest, RunPodSandboxResponse } from "../../rpc/gen/cri.ts";
import { kindLabel } from "../annotations.ts";
import { nanosNow } from "../clock.ts";
import type { Cri, CriMethod } from "../cri.ts";
import { handlerNameOf, handlerOf } from "../handler.ts";
import type { ImageFacts } from "../images/image-index.ts";
import { pullImage } from "../images/pull.ts";
import { createRecord, createTask } from "../launch.ts";
import { runtimeOptions } from "../runtime-options.ts";
import type { RuntimeHandler } from "../settings.ts";
import { usesHostNetwork } from "../spec/namespaces.ts";
import { pauseSpec } from "../spec/pause.ts";
import { checkSysctls } from "../spec/sysctls.ts";
import { newId, podName } from "../store/names.ts";
import { Pod } from "../store/pods.ts";
import { makePodFiles } from "./files.ts";
import { connectPod, makeNetns, newNetnsPath } from "./network.ts";
import { takeBack } from "./take-back.ts";
import { markFinished, markUnfinished } from "./unfinished.ts";
import { watchPause } from "./watch.ts";

export const runPodSandbox: CriMethod<RunPodSandboxRequest, RunPodSandboxResponse> = async (
  cri,
  ctx,
  request,
) => {
  const pod = newPod(cri, request);
  const handler = handlerOf(cri, pod.record.runtimeHandler);
  cri.pods.names.reserve(pod.record.name, pod.id);
  try {
    await makePod(cri, ctx, pod, handler);
  } catch (error) {
    await takeBack(cri, pod);
    throw error;
  }
  watchPause(cri, pod);
  cri.events.publish("started", pod.id, pod);
  return { podSandboxId: pod.id };
};

/** In this order a daemon that starts after a crash at any instant finds by the record what was made. */
async function makePod(cri: Cri, ctx: Scoped, pod: Pod, handler: RuntimeHandler): Promise<void> {
  markUnfinished(cri, pod.id);
  await cri.pods.create(ctx, pod, { name: handler.type, options: runtimeOptions(handler) });
  await cri.metadata.leases.create(ctx, { id: pod.id, labels: {} });
  makeNetns(pod);
  makePodFiles(cri, pod);
  await settled([connectPod(cri, ctx, pod), startPause(cri, ctx, pod, handler)]);
  throwIfAborted(ctx);
  markFinished(cri, pod.id);
  pod.state = "ready";
  cri.pods.index.add(pod);
}

/**
 * The network takes as long to be connected as the pause process to be started, and neither needs the other. Both are waited for
 * when one fails, because what is still being made cannot be taken back.
 */
async function settled(work: readonly Promise<void>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(work)) {
    if (outcome.status === "rejected") {
      throw outcome.reason;
    }
  }
}

function newPod(cri: Cri, { config, runtimeHandler }: RunPodSandboxRequest): Pod {
  if (config?.metadata == null) {
    throw invalidArgument("sandbox config must include metadata");
  }
  checkSysctls(config.linux?.sysctls ?? {});
  const record = {
    id: newId(),
    name: podName(config.metadata),
    config,
    runtimeHandler: handlerNameOf(config, runtimeHandler),
    netns: usesHostNetwork(config) ? "" : newNetnsPath(cri),
    ips: [],
    cniResult: undefined,
    processLabel: "",
  };
  return new Pod(record, "unknown", nanosNow());
}

async function startPause(cri: Cri, ctx: Scoped, pod: Pod, handler: RuntimeHandler): Promise<void> {
  const { name, facts } = await pauseImage(cri, ctx, pod);
  await createRecord(cri, ctx, {
    id: pod.id,
    podId: pod.id,
    image: facts,
    imageName: name,
    handler,
    spec: pauseSpec(cri, pod, name, handler),
    labels: { ...pod.config.labels, [kindLabel]: "sandbox" },
    extensions: {},
  });
  const silent = { stdin: "", stdout: "", stderr: "", terminal: false };
  pod.pid = await createTask(cri, ctx, pod.id, handler, silent);
  await cri.tasks.runtime.start(ctx, pod.id, "");
}

/** The pause image, pulled when it is not there. */
async function pauseImage(cri: Cri, ctx: Scoped, pod: Pod): Promise<{ name: string; facts: ImageFacts }> {
  const { images } = cri;
  const name = images.settings.pinnedImages.sandbox ?? "";
  const known = await images.index.find(ctx, name);
  if (known !== undefined) {
    return { name, facts: known };
  }
  const image = { image: name, imageRef: "", userSpecifiedImage: "", runtimeHandler: "", annotations: {} };
  await pullImage(images, ctx, { image, auth: null, sandboxConfig: pod.config });
  return { name, facts: await images.index.get(ctx, name) };
}
