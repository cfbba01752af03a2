// What the API says of a task and its processes.
import type { Context } from "../../context/index.ts";
import type { Timestamp } from "../../core/time.ts";
import { ProcessDetails } from "../../rpc/gen/runc.ts";
import { type ProcessInfo, type StateResponse, Status } from "../../rpc/gen/task3.ts";
import type { Init } from "../../rpc/message.ts";
import type { Container } from "./container.ts";
import type { Process } from "./process.ts";
import type { State } from "./state.ts";

export function exitOf(process: Process): { exitStatus: number; exitedAt: Timestamp | null } {
  return { exitStatus: process.exit?.status ?? 0, exitedAt: process.exit?.at ?? null };
}

export function stateOf(container: Container, process: Process): Init<StateResponse> {
  return {
    id: process.id,
    bundle: process.bundle,
    pid: process.pid,
    status: statusOf(container, process),
    ...process.stdio,
    ...exitOf(process),
  };
}

const statuses: Readonly<Record<State, number>> = {
  created: Status.CREATED,
  running: Status.RUNNING,
  pausing: Status.PAUSING,
  paused: Status.PAUSED,
  stopped: Status.STOPPED,
  deleted: Status.STOPPED,
};

/** The execs of a container are paused with it. */
function statusOf({ init }: Container, process: Process): number {
  const isPaused = init.state === "pausing" || init.state === "paused";
  return statuses[isPaused ? init.state : process.state];
}

/** All processes in a container, each with the id of the exec that it is the first process of. */
export async function processesOf(ctx: Context, { init, execs }: Container): Promise<Init<ProcessInfo>[]> {
  const execIds = new Map([...execs.values()].map(({ pid, id }) => [pid, id]));
  const pids = await init.runc.pids(ctx, init.id, init.log);
  return pids.map((pid) => {
    const execId = execIds.get(pid);
    return { pid, info: execId === undefined ? null : detailsOf(execId) };
  });
}

function detailsOf(execId: string): { typeUrl: string; value: Uint8Array } {
  return { typeUrl: ProcessDetails.typeName, value: ProcessDetails.encode({ execId }) };
}
