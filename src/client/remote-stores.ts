// Core's contracts over a connection, as far as rules that are shared with the daemon need them.
import type { Scoped } from "../context/index.ts";
import type { ContainerStores, RootfsSnapshots } from "../oci/container/contracts.ts";
import type { Client } from "./client.ts";
import type { RequestOptions } from "./wire.ts";

/** The options of a request that is made on behalf of a context. */
function requestOptions({ signal, deadline, lease }: Scoped): RequestOptions {
  const timeout = deadline === undefined ? undefined : Math.max(deadline - Date.now(), 1);
  return { signal, timeout, lease };
}

/** The stores of a client's daemon and namespace. `later` is given the deletions of leases, which nobody has to wait for. */
export function remoteStores(client: Client, later: (work: Promise<void>) => void): ContainerStores {
  return {
    containers: {
      get: (ctx, id) => client.containers.get(id, requestOptions(ctx)),
      create: (ctx, container) => client.containers.create(container, requestOptions(ctx)),
      delete: (ctx, id) => client.containers.delete(id, requestOptions(ctx)),
    },
    leases: {
      create: (ctx, lease) => client.leases.create(lease, requestOptions(ctx)),
      delete: async (_ctx, id) => later(client.leases.delete(id, { timeout: 10_000 })),
    },
    snapshots: (name): RootfsSnapshots => {
      const snapshots = client.snapshots(name);
      return {
        prepare: (ctx, source) => snapshots.prepare(source, requestOptions(ctx)),
        mounts: (ctx, key) => snapshots.mounts(key, requestOptions(ctx)),
        remove: (ctx, key) => snapshots.remove(key, requestOptions(ctx)),
      };
    },
  };
}
