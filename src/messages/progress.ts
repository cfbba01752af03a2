import type { Progress } from "../core/transfer.ts";
import type { Progress as ProgressMessage } from "../rpc/gen/transfer.ts";
import type { Init } from "../rpc/message.ts";
import { fromDescriptor, toDescriptor } from "./descriptor.ts";

/** Field by field, because a decoded message has its defaults in its prototype, where copying does not see them. */
export function toProgress({ event, name, parents, progress, total, desc }: ProgressMessage): Progress {
  const descriptor = desc === null ? undefined : toDescriptor(desc);
  return { event, name, parents, progress, total, descriptor };
}

export function fromProgress(told: Progress): Init<ProgressMessage> {
  const { event, name, parents, progress, total, descriptor } = told;
  const desc = descriptor === undefined ? null : fromDescriptor(descriptor);
  return { event, name, parents: [...parents], progress, total, desc };
}
