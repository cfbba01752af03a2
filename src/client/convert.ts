// Conversions between messages, in which every field may be absent, and core's types, in which none may.
import type { Any } from "../core/any.ts";
import type { Descriptor } from "../core/descriptor.ts";
import type { Timestamp } from "../core/time.ts";
import { internal } from "../errors/index.ts";
import { emptyAny, toAny } from "../messages/any.ts";
import { toDescriptor } from "../messages/descriptor.ts";
import type { Descriptor as DescriptorMessage } from "../rpc/gen/types.ts";

const epoch: Timestamp = { seconds: 0, nanos: 0 };

/** The time, or the epoch where the message has none. */
export function timestampOf(time: Timestamp | null): Timestamp {
  // A copy, because a decoded message holds zeros in its prototype, where JSON.stringify does not see them.
  return time === null ? epoch : { seconds: time.seconds, nanos: time.nanos };
}

/** The packed message, or an empty one where the message has none. */
export function anyOf(any: Any | null): Any {
  return any === null ? emptyAny : toAny(any);
}

/** A part without which an answer means nothing. Internal: the daemon left it out. */
export function required<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) {
    throw internal(`the daemon's answer lacks ${what}`);
  }
  return value;
}

/** A descriptor from the wire. Internal: the daemon left it out. */
export function descriptorOf(message: DescriptorMessage | null): Descriptor {
  return toDescriptor(required(message, "a descriptor"));
}
