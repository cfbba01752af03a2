// Status and Version: whether kubelet may give this node pods. Source: containerd internal/cri/server/status.go.
import { messageOf } from "../errors/index.ts";
import type { StatusRequest, StatusResponse, VersionResponse } from "../rpc/gen/cri.ts";
import type { Init } from "../rpc/message.ts";
import type { Cri, CriMethod } from "./cri.ts";

export const status: CriMethod<StatusRequest, Init<StatusResponse>> = async (cri, ctx) => ({
  status: {
    conditions: [{ type: "RuntimeReady", status: true }, await networkCondition(cri, ctx.signal)],
  },
  runtimeHandlers: handlersOf(cri),
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

/** The default one is listed under an empty name, too. */
function handlersOf({ settings }: Cri): { name: string }[] {
  const names = [...settings.handlers.keys()];
  return [{ name: "" }, ...names.map((name) => ({ name }))];
}

/** `0.1.0` is the version of kubelet's API that containerd answers, too. */
export function versionOf(version: string): VersionResponse {
  return { version: "0.1.0", runtimeName: "containerd", runtimeVersion: version, runtimeApiVersion: "v1" };
}
