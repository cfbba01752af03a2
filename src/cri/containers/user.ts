import type { Scoped } from "../../context/index.ts";
import type { Spec } from "../../oci/spec/index.ts";
import { recordedSpec } from "../../oci/spec/parse.ts";
import type { ContainerUser } from "../../rpc/gen/cri.ts";
import type { Cri } from "../cri.ts";

/** Whom the first process of a container with this spec runs as. */
export function userOfSpec({ process }: Spec): ContainerUser | null {
  if (process === undefined) {
    return null;
  }
  const { uid, gid, additionalGids = [] } = process.user;
  const supplementalGroups = additionalGids.map(BigInt);
  return { linux: { uid: BigInt(uid), gid: BigInt(gid), supplementalGroups } };
}

/** As the container's record says. */
export async function userOf(cri: Cri, ctx: Scoped, id: string): Promise<ContainerUser | null> {
  return userOfSpec(recordedSpec(await cri.metadata.containers.get(ctx, id)));
}
