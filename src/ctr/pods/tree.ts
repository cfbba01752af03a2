// Pods with their containers, in the order in which people look for them.
import type { Client, PodContainerInfo, PodInfo, PodUsage, RequestOptions } from "../../client/index.ts";
import { toMillis } from "../../core/time.ts";

/** The daemon's namespace that pods are in. */
export const podNamespace = "k8s.io";

/** A container, and what it uses. */
export type ContainerLeaf = PodContainerInfo & Partial<PodUsage>;

/** A pod, what it uses, and its containers, the oldest first. */
export interface PodTree extends PodInfo, Partial<PodUsage> {
  readonly containers: readonly ContainerLeaf[];
}

/** All pods, by namespace and name; of those with one name, the oldest first. What they use is not asked for. */
export async function podTrees(client: Client, options: RequestOptions): Promise<PodTree[]> {
  const [pods, containers] = await Promise.all([
    client.pods.list(options),
    client.pods.containers("", options),
  ]);
  return pods
    .sort((a, b) => compare(pathOf(a), pathOf(b)) || byAge(a, b))
    .map((pod) => ({ ...pod, containers: containers.filter(({ podId }) => podId === pod.id).sort(byAge) }));
}

/** All pods, and what they and their containers use. */
export async function usedTrees(client: Client, options: RequestOptions): Promise<PodTree[]> {
  const [trees, usage] = await Promise.all([podTrees(client, options), client.pods.usage(options)]);
  return withUsage(trees, usage);
}

function withUsage(trees: readonly PodTree[], usage: ReadonlyMap<string, PodUsage>): PodTree[] {
  return trees.map((tree) => ({
    ...tree,
    ...usage.get(tree.id),
    containers: tree.containers.map((container) => ({ ...container, ...usage.get(container.id) })),
  }));
}

/** Without the pods that have ended, and without the earlier runs of a container that was restarted. */
export function currentOnly(trees: readonly PodTree[]): PodTree[] {
  return trees
    .filter(({ state }) => state === "ready")
    .map((tree) => ({ ...tree, containers: tree.containers.filter(isLatestOf(tree.containers)) }));
}

/** How people name a pod: `NAMESPACE/NAME`. */
export function pathOf({ namespace, name }: PodInfo): string {
  return `${namespace}/${name}`;
}

function isLatestOf(containers: readonly PodContainerInfo[]) {
  return ({ name, attempt }: PodContainerInfo): boolean =>
    containers.every((other) => other.name !== name || other.attempt <= attempt);
}

function byAge(a: PodInfo | PodContainerInfo, b: PodInfo | PodContainerInfo): number {
  return toMillis(a.createdAt) - toMillis(b.createdAt);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
