// tsrt.shim.v1.Logs: what the daemon asks about output that the shim logs.
import { abortable } from "../context/index.ts";
import { failedPrecondition } from "../errors/index.ts";
import { LogsService } from "../rpc/gen/logs.ts";
import { type Registration, serve } from "../rpc/handler.ts";
import type { LoggedOutput } from "./io/cri.ts";
import type { TaskTable } from "./tasks/task-table.ts";

export function logsService(tasks: TaskTable): Registration {
  const outputOf = (id: string): LoggedOutput => {
    const { logged } = tasks.get(id).init;
    if (logged === undefined) {
      throw failedPrecondition(`the output of ${id} is not logged by its shim`);
    }
    return logged;
  };
  return serve(LogsService, {
    reopen: async (_ctx, { id }) => {
      await outputOf(id).reopen();
      return {};
    },
    tap: async (_ctx, { id, stdout, stderr }) => {
      outputOf(id).tap({ stdout, stderr });
      return {};
    },
    drain: async ({ signal }, { id }) => {
      await abortable(tasks.get(id).init.drained(), signal);
      return {};
    },
  });
}
