// One line for each call that ended: which, how long, and what went wrong.
import { type Kind, kindOf, messageOf } from "../../errors/index.ts";
import type { Log } from "../../log/index.ts";
import type { Call, Interceptor } from "../handler.ts";

/** Faults of the daemon rather than of its caller. */
const serious: readonly Kind[] = ["unknown", "internal", "data loss"];

export function logInterceptor(log: Log): Interceptor {
  return async (call, run) => {
    const begun = performance.now();
    try {
      await run(call.ctx);
      log.trace("call", about(call, begun));
    } catch (error) {
      const fields = { ...about(call, begun), error: messageOf(error) };
      if (serious.includes(kindOf(error))) {
        log.warn("call failed", fields);
      } else {
        log.debug("call failed", fields);
      }
      throw error;
    }
  };
}

function about(call: Call, begun: number): Record<string, unknown> {
  const { service, name } = call.method;
  return { method: `${service}/${name}`, millis: Math.round((performance.now() - begun) * 10) / 10 };
}
