// Messages that travel inside others, with their type beside them.
import { type Any, messageName } from "../core/any.ts";
import type { Codec, Init } from "../rpc/message.ts";

/** What an Any without a type holds. */
export const emptyAny: Any = { typeUrl: "", value: new Uint8Array() };

/** The message with its type, as containerd names it: by the bare full name. */
export function pack<T>(codec: Codec<T>, message: Init<T>): Any {
  return { typeUrl: codec.typeName, value: codec.encode(message) };
}

/** The message, or undefined when it is of another type. */
export function unpack<T>(codec: Codec<T>, any: Any): T | undefined {
  return messageName(any) === codec.typeName ? codec.decode(any.value) : undefined;
}

/** A copy that is plain data: decoded messages are instances of classes, with defaults in their prototypes. */
export function toAny({ typeUrl, value }: Any): Any {
  return { typeUrl, value };
}
