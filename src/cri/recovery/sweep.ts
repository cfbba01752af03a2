// What belongs to no pod and no container any more.

import { rmSync } from "node:fs";
import { join } from "node:path";
import { listIfPresent } from "../../linux/optional-file.ts";
import type { Cri } from "../cri.ts";
import { removePodFiles } from "../pods/files.ts";

type Ids = ReadonlySet<string>;

/** An earlier daemon died before it had made a record, or after it had removed one, or somebody else removed the record. */
export async function sweepDirectories(cri: Cri, pods: Ids, containers: Ids): Promise<void> {
  for (const id of await strays(cri, "sandboxes", pods)) {
    await attempt(cri, id, () => removePodFiles(cri, id));
  }
  for (const id of await strays(cri, "containers", containers)) {
    await attempt(cri, id, async () => {
      rmSync(cri.containerDirectory(id), { recursive: true, force: true });
      rmSync(cri.containerState(id), { recursive: true, force: true });
    });
  }
}

/** Runs behind the start: plugins may take their time. The ids are of pods that are gone, and none comes back. */
export function sweepNetworks(cri: Cri, pods: Ids): void {
  void (async () => {
    const attached = await cri.cni.containers();
    for (const id of attached.filter((one) => !pods.has(one))) {
      await attempt(cri, id, () => cri.cni.detach(id));
    }
  })();
}

async function strays(cri: Cri, directory: string, known: Ids): Promise<string[]> {
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
