// Commands that an earlier daemon ran in containers, for clients that are gone with it: nobody reads their output, and no timeout of
// theirs ends them any more. Their FIFOs tell of them, so that no shim is asked in vain.
import { rm } from "node:fs/promises";
import { fifosLeftIn } from "../../process-io/fifo.ts";
import { removeExec } from "../containers/run-exec.ts";
import type { Cri } from "../cri.ts";

/** Runs behind the start. A container whose shim does not answer is given up. */
export function endExecs(cri: Cri): void {
  for (const containerId of cri.streams.keys()) {
    endAll(cri, containerId).catch((error: unknown) => {
      cri.log.warn("commands of an earlier daemon could not be ended", { container: containerId, error });
    });
  }
}

async function endAll(cri: Cri, containerId: string): Promise<void> {
  for (const [execId, directory] of await fifosLeftIn(cri.containerState(containerId))) {
    if (!cri.execs.has(execId)) {
      await removeExec(cri, cri.background, containerId, execId, false);
      await rm(directory, { recursive: true, force: true });
    }
  }
}
