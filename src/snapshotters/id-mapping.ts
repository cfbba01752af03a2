import type { Labels } from "../core/labels.ts";
import { invalidArgument } from "../errors/index.ts";

const uidLabel = "containerd.io/snapshot/uidmapping";
const gidLabel = "containerd.io/snapshot/gidmapping";

/** The ids of the host that the labels of a snapshot map to the container's root; undefined without such labels. */
export function mappedRoot(labels: Labels): { uid: number; gid: number } | undefined {
  const uid = labels[uidLabel];
  const gid = labels[gidLabel];
  if (uid === undefined || gid === undefined) {
    return undefined;
  }
  return { uid: hostRoot(uidLabel, uid), gid: hostRoot(gidLabel, gid) };
}

/** Finds the host's id for the container's id 0 in `container:host:size` triples, which are separated by commas. */
function hostRoot(label: string, mapping: string): number {
  for (const triple of mapping.split(",")) {
    const match = /^0:(\d{1,10}):[1-9]\d{0,9}$/.exec(triple);
    if (match !== null) {
      return Number(match[1]);
    }
  }
  throw invalidArgument(`label ${label}=${JSON.stringify(mapping)} maps no root`);
}
