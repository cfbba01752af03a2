// What belongs to no pod and no container any more: an earlier daemon died before it had made a record, or after it had removed
// one, or somebody else removed the record.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { listIfPresent } from "../../linux/optional-file.ts";
import type { Cri } from "../cri.ts";
import { removePodFiles } from "../pods/files.ts";

type Ids = ReadonlySet<string>;

/** Ids of pods and containers that are gone, and of which something is left. None of them comes back. */
export interface Strays {
  readonly pods: readonly string[];
  readonly containers: readonly string[];
  readonly attached: readonly string[];
}

export async function findStrays(cri: Cri, pods: Ids, containers: Ids): Promise<Strays> {
  return {
    pods: await withDirectories(cri, "sandboxes", pods),
    containers: await withDirectories(cri, "containers", containers),
    attached: (await cri.cni.containers()).filter((id) => !pods.has(id)),
  };
}

/** Does not reject. Runs behind the start, for plugins and unmounts may take their time. */
export async function removeStrays(cri: Cri, { pods, containers, attached }: Strays): Promise<void> {
  for (const id of pods) {
    await attempt(cri, id, () => removePodFiles(cri, id));
  }
  for (const id of containers) {
    await attempt(cri, id, async () => {
      rmSync(cri.containerDirectory(id), { recursive: true, force: true });
      rmSync(cri.containerState(id), { recursive: true, force: true });
    });
  }
  for (const id of attached) {
    await attempt(cri, id, () => cri.cni.detach(id));
  }
}

async function withDirectories(cri: Cri, directory: string, known: Ids): Promise<string[]> {
  const lists = await Promise.all([cri.root, cri.state].map((base) => listIfPresent(join(base, directory))));
  return [...new Set(lists.flatMap((names) => names ?? []))].filter((name) => !known.has(name));
}

async function attempt(cri: Cri, id: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    cri.log.warn("what a pod or a container left could not be removed", { id, error });
  }
}
