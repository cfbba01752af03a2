import type { Labels } from "../core/labels.ts";
import { invalidArgument } from "../errors/index.ts";

const uidLabel = "containerd.io/snapshot/uidmapping";
const gidLabel = "containerd.io/snapshot/gidmapping";

/** Whom a snapshot's labels make root of the container, as ids of the host; nothing without such labels. */
export function mappedRoot(labels: Labels): { uid: number; gid: number } | undefined {
  const uid = labels[uidLabel];
  const gid = labels[gidLabel];
  if (uid === undefined || gid === undefined) {
    return undefined;
  }
  return { uid: hostRoot(uidLabel, uid), gid: hostRoot(gidLabel, gid) };
}

/** `container:host:size` triples, separated by commas: the host's id of the container's 0. */
function hostRoot(label: string, mapping: string): number {
  for (const triple of mapping.split(",")) {
    const match = /^0:(\d{1,10}):[1-9]\d{0,9}$/.exec(triple);
    if (match !== null) {
      return Number(match[1]);
    }
  }
  throw invalidArgument(`label ${label}=${JSON.stringify(mapping)} maps no root`);
}
