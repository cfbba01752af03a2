// Commands that an earlier daemon ran in containers, for clients that are gone with it: nobody reads their output, and no timeout of
// theirs ends them any more.
import { constants } from "node:os";
import { derive } from "../../context/index.ts";
import { Limiter } from "../../context/limiter.ts";
import type { Any } from "../../core/any.ts";
import { ProcessDetails } from "../../rpc/gen/runc.ts";
import type { Cri } from "../cri.ts";
import { ignoreMissing } from "../launch.ts";

/** Ids as `newId` makes them: other clients may have commands of their own in the container. */
const ownId = /^[0-9a-f]{64}$/;
/** Milliseconds that the commands of a container may take to be found, and to end after SIGKILL. */
const patience = 10_000;

/** Containers that are looked at together: each costs a process. */
const atOnce = 4;

/** Runs behind the start. A container whose shim does not answer is given up. */
export function endExecs(cri: Cri): void {
  const limiter = new Limiter(atOnce);
  for (const containerId of cri.streams.keys()) {
    limiter
      .run(() => endAll(cri, containerId))
      .catch((error: unknown) => {
        cri.log.warn("commands of an earlier daemon could not be ended", { container: containerId, error });
      });
  }
}

async function endAll(cri: Cri, containerId: string): Promise<void> {
  const { runtime } = cri.tasks;
  const ctx = derive(cri.background, { deadline: Date.now() + patience });
  const processes = (await runtime.pids(ctx, containerId).catch(ignoreMissing)) ?? [];
  const execIds = processes.flatMap(({ info }) => execIdOf(info)).filter((id) => !cri.execs.has(id));
  for (const execId of execIds) {
    await runtime.kill(ctx, containerId, execId, constants.signals.SIGKILL, false).catch(ignoreMissing);
    await runtime.wait(ctx, containerId, execId).catch(ignoreMissing);
    await runtime.deleteExec(ctx, containerId, execId).catch(ignoreMissing);
  }
}

function execIdOf(info: Any | null): string[] {
  if (info === null || !info.typeUrl.endsWith(ProcessDetails.typeName)) {
    return [];
  }
  const { execId } = ProcessDetails.decode(info.value);
  return ownId.test(execId) ? [execId] : [];
}
