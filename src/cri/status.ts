// Status and Version: whether kubelet may give this node pods. Source: containerd internal/cri/server/status.go.
import type { Scoped } from "../context/index.ts";
import { messageOf } from "../errors/index.ts";
import type { StatusRequest, StatusResponse, VersionResponse } from "../rpc/gen/cri.ts";
import type { Init } from "../rpc/message.ts";
import type { Cri, CriMethod } from "./cri.ts";
import { deprecationCondition } from "./deprecation-condition.ts";
import { featuresOf, type HandlerFeatures } from "./features.ts";
import { statusInfo } from "./status-info.ts";

export const status: CriMethod<StatusRequest, Init<StatusResponse>> = async (cri, ctx, { verbose }) => ({
  status: {
    conditions: [
      { type: "RuntimeReady", status: true },
      await networkCondition(cri, ctx.signal),
      deprecationCondition(cri),
    ],
  },
  info: verbose ? statusInfo(cri) : {},
  runtimeHandlers: await handlersOf(cri, ctx),
  features: { supplementalGroupsPolicy: true },
});

async function networkCondition(cri: Cri, signal: AbortSignal) {
  try {
    await cri.cni.status(signal);
    return { type: "NetworkReady", status: true };
  } catch (error) {
    const message = `Network plugin returns error: ${messageOf(error)}`;
    return { type: "NetworkReady", status: false, reason: "NetworkPluginNotReady", message };
  }
}

/** By their names; the default one, where it is configured, is listed under an empty name, too. */
async function handlersOf(cri: Cri, ctx: Scoped): Promise<{ name: string; features: HandlerFeatures }[]> {
  const named = [...cri.settings.handlers.values()].map((handler) => ({ name: handler.name, handler }));
  const usual = cri.settings.handlers.get(cri.settings.defaultRuntime);
  const all = [...(usual === undefined ? [] : [{ name: "", handler: usual }]), ...named];
  const listed = all.map(async ({ name, handler }) => ({
    name,
    features: await featuresOf(cri, ctx, handler),
  }));
  return (await Promise.all(listed)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** `0.1.0` is the version of kubelet's API that containerd answers, too. */
export function versionOf(version: string): VersionResponse {
  return { version: "0.1.0", runtimeName: "containerd", runtimeVersion: version, runtimeApiVersion: "v1" };
}
