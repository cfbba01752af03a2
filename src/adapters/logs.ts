// tsrt.shim.v1.Logs for clients of the daemon: it passes the calls on to the shim of the task.
import type { TaskRuntime } from "../core/task.ts";
import { LogsService } from "../rpc/gen/logs.ts";
import { type Registration, serve } from "../rpc/handler.ts";
import { scoped } from "./scope.ts";
import { empty } from "./wire.ts";

export function logsService(runtime: TaskRuntime): Registration {
  return serve(LogsService, {
    async reopen(ctx, { id }) {
      await runtime.reopenLog(scoped(ctx), id);
      return empty;
    },
    async tap(ctx, { id, stdout, stderr }) {
      await runtime.tapOutput(scoped(ctx), id, { stdout, stderr });
      return empty;
    },
    async drain(ctx, { id }) {
      await runtime.drainOutput(scoped(ctx), id);
      return empty;
    },
  });
}
