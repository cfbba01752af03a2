// Logs each call when it has ended, with its method, its duration and its error.
import { type Kind, kindOf, messageOf } from "../../errors/index.ts";
import type { Log } from "../../log/index.ts";
import type { Call, Interceptor } from "../handler.ts";

/** Kinds of errors that are the daemon's fault rather than the caller's, and are therefore logged as warnings. */
const serious: readonly Kind[] = ["unknown", "internal", "data loss"];

export function logInterceptor(log: Log): Interceptor {
  return async (call, run) => {
    const begun = performance.now();
    try {
      await run(call.ctx);
      log.trace("call", callFields(call, begun));
    } catch (error) {
      const fields = { ...callFields(call, begun), error: messageOf(error) };
      if (serious.includes(kindOf(error))) {
        log.warn("call failed", fields);
      } else {
        log.debug("call failed", fields);
      }
      throw error;
    }
  };
}

function callFields(call: Call, begun: number): Record<string, unknown> {
  const { service, name } = call.method;
  return { method: `${service}/${name}`, millis: Math.round((performance.now() - begun) * 10) / 10 };
}
