// Completes a layer that was applied beside its parents instead of after them.
import { closeFd } from "../../linux/fd.ts";
import { AT_FDCWD, O, openAt } from "../../linux/open.ts";
import type { RebaseJob } from "../job.ts";
import { LowerLayers } from "./lower-layers.ts";
import { settle } from "./settle.ts";
import { layersOf, targetOf } from "./target.ts";

export function rebase(job: RebaseJob): void {
  const root = openAt(AT_FDCWD, targetOf(job.mounts).path, O.RDONLY | O.DIRECTORY);
  const lower = new LowerLayers(job.parents.length === 0 ? [] : layersOf(job.parents));
  try {
    settle(root, lower, job.unsettled);
  } finally {
    lower.close();
    closeFd(root);
  }
}
