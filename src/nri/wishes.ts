import { messageOf } from "../errors/index.ts";
import type { Log } from "../log/index.ts";
import type { NodeState } from "../messages/nri.ts";
import type { ContainerEviction, ContainerUpdate } from "../rpc/gen/nri.ts";

/** What plugins want of containers that exist. */
export interface Wishes {
  readonly updates: readonly ContainerUpdate[];
  readonly evictions: readonly ContainerEviction[];
}

/** Does what plugins want. What fails is logged, and hinders nothing else. Gives the updates that failed and should not. */
export async function fulfil(
  node: NodeState | undefined,
  { updates, evictions }: Wishes,
  log: Log,
): Promise<ContainerUpdate[]> {
  for (const eviction of evictions) {
    const { containerId: container, reason } = eviction;
    log.warn("a container is evicted, as an NRI plugin wants", { container, reason });
    await node?.evict(eviction).catch((error: unknown) => {
      log.error("a container could not be evicted", { container, error: messageOf(error) });
    });
  }
  const failed: ContainerUpdate[] = [];
  for (const update of updates) {
    await node?.update(update).catch((error: unknown) => {
      log.error("a container could not be updated as an NRI plugin wants", {
        container: update.containerId,
        error: messageOf(error),
      });
      failed.push(...(update.ignoreFailure ? [] : [update]));
    });
  }
  return failed;
}
