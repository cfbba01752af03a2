// Tells a plugin which pods and containers there are, in several messages where one would be too long. Source: containerd/nri
// pkg/adaptation/plugin.go, synchronize.
import { failedPrecondition } from "../errors/index.ts";
import { Container, type ContainerUpdate, PodSandbox } from "../rpc/gen/nri.ts";
import type { Init } from "../rpc/message.ts";
import { maxMessageLength } from "../rpc/ttrpc/frame.ts";
import type { PluginApi } from "./connection.ts";

export interface KnownState {
  readonly pods: readonly Init<PodSandbox>[];
  readonly containers: readonly Init<Container>[];
}

/** Bytes for what stands around a pod or container in a message: its tag and length. */
const overhead = 8;
/** Bytes of a message's pods and containers. The rest is for the envelope of the call. */
const room = maxMessageLength - 4096;

/** Gives the plugin's wishes. */
export async function synchronize(
  api: PluginApi,
  state: KnownState,
  timeout: number,
): Promise<readonly ContainerUpdate[]> {
  const parts = cut(state);
  for (const part of parts.slice(0, -1)) {
    const { update, more } = await api.synchronize({ ...part, more: true }, { timeout });
    if (update.length > 0 || !more) {
      throw failedPrecondition(
        "the plugin does not take the state of the node in several messages, and one would be too long",
      );
    }
  }
  const { update } = await api.synchronize({ ...parts.at(-1), more: false }, { timeout });
  return update;
}

interface Part {
  readonly pods: Init<PodSandbox>[];
  readonly containers: Init<Container>[];
}

/** At least one part. */
function cut({ pods, containers }: KnownState): Part[] {
  const parts: Part[] = [];
  let used = room;
  const partFor = (length: number): Part => {
    used += length + overhead;
    const last = parts.at(-1);
    if (last !== undefined && used <= room) {
      return last;
    }
    used = length + overhead;
    const part = { pods: [], containers: [] };
    parts.push(part);
    return part;
  };
  for (const pod of pods) {
    partFor(PodSandbox.encode(pod).length).pods.push(pod);
  }
  for (const container of containers) {
    partFor(Container.encode(container).length).containers.push(container);
  }
  return parts.length > 0 ? parts : [{ pods: [], containers: [] }];
}
