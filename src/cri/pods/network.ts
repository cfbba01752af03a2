// A pod's network: a namespace of its own, connected by CNI. Source: containerd internal/cri/server/sandbox_run.go,
// setupPodNetwork and cniNamespaceOpts.
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { summarize } from "../../cni/summary.ts";
import { abortable, type Scoped } from "../../context/index.ts";
import { deleteNamespace, type NamedNamespace } from "../../linux/namespaces.ts";
import type { Cri } from "../cri.ts";
import { handlerOf } from "../handler.ts";
import type { Pod } from "../store/pods.ts";
import { pluginArgs, pluginCapabilities } from "./network-request.ts";
import { cniResult, podAddresses, primaryFirst } from "./network-result.ts";

export function newNetnsPath({ settings }: Cri): string {
  return join(settings.netnsDirectory, `cni-${randomUUID()}`);
}

/** The pod's network namespace; empty for a pod in the host's network. */
export function networkNamespaces({ record }: Pod): NamedNamespace[] {
  return record.netns === "" ? [] : [{ type: "network", path: record.netns }];
}

/** Connects the pod's network namespace. Does nothing for a pod in the host's network. */
export async function connectPod(cri: Cri, ctx: Scoped, pod: Pod): Promise<void> {
  const { id, config, record } = pod;
  const { netns } = record;
  if (netns === "") {
    return;
  }
  await abortable(cri.networks.unusedAreFree, ctx.signal);
  const cni = cri.networks.of(handlerOf(cri, record.runtimeHandler).name);
  const args = pluginArgs(id, config);
  const capabilities = pluginCapabilities(config);
  const attached = await cni.attach({ containerId: id, netns, args, capabilities }, ctx.signal);
  const results = attached.map(({ result }) => result);
  const addresses = podAddresses(summarize(results.slice(0, 1), cni.defaultInterface), cni.defaultInterface);
  await cri.pods.update(ctx, pod, {
    ips: primaryFirst(addresses, cri.settings.cni.preference),
    cniResult: cniResult(summarize(results, cni.defaultInterface)),
  });
}

/** Does nothing when it was done before. */
export async function disconnectPod(cri: Cri, pod: Pod): Promise<void> {
  const { netns } = pod.record;
  if (netns === "") {
    return;
  }
  await cri.cni.detach(pod.id);
  if (existsSync(netns)) {
    deleteNamespace(netns);
  }
}
