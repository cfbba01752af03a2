// Answers in time even for a handler that does not look at its signal.
import { abortable } from "../../context/index.ts";
import type { Interceptor } from "../handler.ts";

export const deadlineInterceptor: Interceptor = (call, run) =>
  call.ctx.deadline === undefined ? run(call.ctx) : abortable(run(call.ctx), call.ctx.signal);
