// A pod that is held by the process of a container that does nothing. Source: containerd
// internal/cri/server/podsandbox/sandbox_run.go.
import type { Scoped } from "../../context/index.ts";
import type { ProcessState } from "../../core/task.ts";
import { isKind } from "../../errors/index.ts";
import { kindLabel } from "../annotations.ts";
import type { Cri } from "../cri.ts";
import type { ImageFacts } from "../images/image-index.ts";
import { pullImage } from "../images/pull.ts";
import { createRecord, createTask, removeRecord, removeTask } from "../launch.ts";
import { orFail } from "../or-fail.ts";
import type { RuntimeHandler } from "../settings.ts";
import { pauseSpec } from "../spec/pause.ts";
import { namespaceOfSysctl } from "../spec/sysctls.ts";
import { podIdMappings } from "../spec/user-namespace.ts";
import { taskMetrics } from "../stats/task-metrics.ts";
import type { Pod } from "../store/pods.ts";
import { noteEnd } from "./end.ts";
import type { PodHold } from "./hold.ts";
import { releaseNamespaces } from "./namespaces.ts";

export const pauseHold: PodHold = {
  async hold(cri, ctx, pod, handler, connected) {
    if (asksForNetworkSysctls(pod)) {
      await connected;
    }
    await startPause(cri, ctx, pod, handler);
  },

  watch(cri, pod) {
    void watch(cri, pod).catch((error: unknown) => {
      cri.log.error("the end of a pod could not be noted", { pod: pod.id, error });
    });
  },

  isIntact() {
    return true;
  },

  recover(cri, pod, task) {
    setState(pod, task);
    if (pod.state !== "stopped") {
      // The end of a task whose shim is lost, too, is told to who waits for it.
      pauseHold.watch(cri, pod);
    }
    if (pod.state === "unknown") {
      void recognize(cri, pod);
    }
  },

  shared(_cri, { pid }) {
    const path = (name: string): string => `/proc/${pid}/ns/${name}`;
    return { network: path("net"), ipc: path("ipc"), uts: path("uts"), pid: path("pid") };
  },

  metrics(cri, ctx, pod) {
    return taskMetrics(cri, ctx, pod.id);
  },

  async release(cri, ctx, pod) {
    await removeTask(cri, ctx, pod.id);
    pod.pid = 0;
    releaseNamespaces(cri, pod.id);
  },

  async forget(cri, ctx, pod) {
    await removeRecord(cri, ctx, pod.id);
  },
};

/** The runtime sets them, which may be of interfaces that only the network's plugins make, or be set by plugins, too. */
function asksForNetworkSysctls({ config }: Pod): boolean {
  const names = Object.keys(config.linux?.sysctls ?? {});
  return names.some((name) => namespaceOfSysctl(name) === "network");
}

/** A pod without a pause process is not ready, and kubelet stops and removes it. */
function setState(pod: Pod, task: ProcessState | undefined): void {
  if (task === undefined || task.status === "stopped" || task.status === "created") {
    pod.state = "stopped";
    return;
  }
  pod.pid = task.pid;
  pod.state = task.status === "unknown" ? "unknown" : "ready";
}

/** Waits until the pod's shim answers. One that is lost does not. */
async function recognize(cri: Cri, pod: Pod): Promise<void> {
  try {
    const task = await cri.tasks.runtime.state(cri.background, pod.id, "");
    if (pod.state === "unknown") {
      setState(pod, task);
    }
  } catch (error) {
    cri.log.info("a pod stays in an unknown state", { pod: pod.id, error });
  }
}

async function startPause(cri: Cri, ctx: Scoped, pod: Pod, handler: RuntimeHandler): Promise<void> {
  const image = await pauseImage(cri, ctx, pod);
  await orFail(`failed to start sandbox ${JSON.stringify(pod.id)}`, () =>
    runPause(cri, ctx, pod, handler, image),
  );
}

async function runPause(
  cri: Cri,
  ctx: Scoped,
  pod: Pod,
  handler: RuntimeHandler,
  { name, facts }: PauseImage,
): Promise<void> {
  await createRecord(cri, ctx, {
    id: pod.id,
    podId: pod.id,
    image: facts,
    imageName: name,
    handler,
    spec: pauseSpec(cri, pod, name, handler),
    mappings: podIdMappings(pod.config),
    labels: { ...pod.config.labels, [kindLabel]: "sandbox" },
    extensions: {},
  });
  const silent = { stdin: "", stdout: "", stderr: "", terminal: false };
  pod.pid = await orFail("failed to create containerd task", () =>
    createTask(cri, ctx, pod.id, handler, silent),
  );
  await orFail(`failed to start sandbox container task ${JSON.stringify(pod.id)}`, () =>
    cri.tasks.runtime.start(ctx, pod.id, ""),
  );
}

interface PauseImage {
  readonly name: string;
  readonly facts: ImageFacts;
}

/** The pause image, pulled when it is not there. */
async function pauseImage(cri: Cri, ctx: Scoped, pod: Pod): Promise<PauseImage> {
  const { images } = cri;
  const name = images.settings.pinnedImages.sandbox ?? "";
  const known = await images.index.find(ctx, name);
  if (known !== undefined) {
    return { name, facts: known };
  }
  const image = { image: name, imageRef: "", userSpecifiedImage: "", runtimeHandler: "", annotations: {} };
  await orFail(`failed to pull image ${JSON.stringify(name)}`, () =>
    pullImage(images, ctx, { image, auth: null, sandboxConfig: pod.config }),
  );
  return { name, facts: await images.index.get(ctx, name, `failed to get image ${JSON.stringify(name)}`) };
}

/** A pod whose pause process has ended is not ready any more, whoever ended it. */
async function watch(cri: Cri, pod: Pod): Promise<void> {
  try {
    await cri.tasks.runtime.wait({ ...cri.background, signal: cri.closing }, pod.id, "");
  } catch (error) {
    if (cri.closing.aborted) {
      return;
    }
    if (!isKind(error, "not found")) {
      cri.log.warn("lost sight of a pod's pause process", { pod: pod.id, error });
    }
  }
  pod.pid = 0;
  if (pod.state === "ready") {
    noteEnd(cri, pod);
  }
}
