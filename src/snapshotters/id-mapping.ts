// Snapshots for containers in user namespaces, as labels describe them. Source: containerd core/snapshots/snapshotter.go.
import type { Labels } from "../core/labels.ts";
import { snapshotGidLabel, snapshotUidLabel } from "../core/snapshotter.ts";
import { invalidArgument } from "../errors/index.ts";
import {
  formatIdRanges,
  hostIdOf,
  type IdMappings,
  type IdRange,
  parseIdRanges,
} from "../linux/id-mapping.ts";

/** How the labels of a snapshot map ids; undefined without such labels. */
export function idMappingsOf(labels: Labels): IdMappings | undefined {
  const uids = labels[snapshotUidLabel];
  const gids = labels[snapshotGidLabel];
  return uids === undefined || gids === undefined
    ? undefined
    : { uids: parseIdRanges(uids), gids: parseIdRanges(gids) };
}

/** The ids of the host that are the container's root. */
export function mappedRoot({ uids, gids }: IdMappings): { uid: number; gid: number } {
  return { uid: hostRoot(snapshotUidLabel, uids), gid: hostRoot(snapshotGidLabel, gids) };
}

function hostRoot(label: string, ranges: readonly IdRange[]): number {
  const id = hostIdOf(ranges, 0);
  if (id === undefined) {
    throw invalidArgument(`label ${label}=${JSON.stringify(formatIdRanges(ranges))} maps no root`);
  }
  return id;
}

/** Mount options that map the owners of files. */
export function idMappingOptions({ uids, gids }: IdMappings): string[] {
  return [`uidmap=${formatIdRanges(uids)}`, `gidmap=${formatIdRanges(gids)}`];
}
