// Finds what `POD/CONTAINER` names: the pod by its name, by NAMESPACE/NAME or by the beginning of its id.
import type { PodContainerInfo, PodInfo } from "../../client/index.ts";
import { toMillis } from "../../core/time.ts";
import { invalidArgument, notFound } from "../../errors/index.ts";
import { type PodTree, pathOf } from "./tree.ts";

/** What `POD/CONTAINER` and `NAMESPACE/POD/CONTAINER` consist of. Ids of the daemon's own containers hold no slash. */
interface ContainerPath {
  readonly pod: string;
  readonly container: string;
}

/** Undefined: the text names no container of a pod, because it has no slash. */
export function parseContainerPath(text: string): ContainerPath | undefined {
  const end = text.lastIndexOf("/");
  return end < 0 ? undefined : { pod: text.slice(0, end), container: text.slice(end + 1) };
}

/**
 * The container that a path names: its latest run, in the latest pod of that name.
 *
 * @throws not found: there is no such pod, or it has no such container; invalid argument: several pods are meant.
 */
export function findContainer(trees: readonly PodTree[], path: ContainerPath): PodContainerInfo {
  const pod = findPod(trees, path.pod);
  const meant = meantBy(path.container, pod.containers, ({ name }) => name === path.container);
  const [latest] = meant.toSorted((a, b) => b.attempt - a.attempt || newestFirst(a, b));
  if (latest === undefined) {
    const names = [...new Set(pod.containers.map(({ name }) => name))].join(", ");
    throw notFound(
      `container ${JSON.stringify(path.container)} in pod ${pathOf(pod)}, which has ${names || "none"}`,
    );
  }
  return latest;
}

function findPod(trees: readonly PodTree[], wanted: string): PodTree {
  const found = meantBy(wanted, trees, (pod) => pod.name === wanted || pathOf(pod) === wanted);
  const paths = [...new Set(found.map(pathOf))];
  if (paths.length > 1) {
    throw invalidArgument(`pod ${JSON.stringify(wanted)} may be any of ${paths.join(", ")}`);
  }
  const [latest] = found.toSorted(newestFirst);
  if (latest === undefined) {
    throw notFound(`pod ${JSON.stringify(wanted)}`);
  }
  return latest;
}

/** Those of this name. Only where none has it, the text is taken as the beginning of an id. */
function meantBy<T extends { readonly id: string }>(
  text: string,
  all: readonly T[],
  isNamed: (item: T) => boolean,
): T[] {
  const named = all.filter(isNamed);
  return named.length > 0 || text === "" ? named : all.filter(({ id }) => id.startsWith(text));
}

function newestFirst(a: PodInfo | PodContainerInfo, b: PodInfo | PodContainerInfo): number {
  return toMillis(b.createdAt) - toMillis(a.createdAt);
}
