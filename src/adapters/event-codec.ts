// Encodes the daemon's events and reads their fields for filters.
import { type Any, messageName } from "../core/any.ts";
import type { EventBody, EventCodec } from "../core/event.ts";
import { labelAt } from "../core/filter.ts";
import type { Labels } from "../core/labels.ts";
import { internal } from "../errors/index.ts";
import { eventCodecs } from "../rpc/event-codecs.ts";
import type { Codec } from "../rpc/message.ts";

const byShortName = new Map(
  [...eventCodecs].map(([name, codec]) => [name.slice(name.lastIndexOf(".") + 1), codec]),
);

export const eventCodec: EventCodec = {
  encode(body: EventBody): Any {
    const codec = eventCodecs.get(body.name) ?? byShortName.get(body.name);
    if (codec === undefined) {
      throw internal(`no message for event ${body.name}`);
    }
    return { typeUrl: codec.typeName, value: codec.encode(body.fields) };
  },

  field(event: Any, path: readonly string[]): string | undefined {
    const codec = eventCodecs.get(messageName(event));
    if (codec === undefined) {
      return undefined;
    }
    const value = fieldOf(decoded(codec, event), path);
    return typeof value === "string" && value !== "" ? value : undefined;
  },
};

/** Decodes an event that anybody may have forwarded; undefined when its bytes are no message of its type. */
function decoded(codec: Codec<object>, { value }: Any): unknown {
  try {
    return codec.decode(value);
  } catch {
    return undefined;
  }
}

function fieldOf(message: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) {
    return message;
  }
  if (typeof message !== "object" || message === null) {
    return undefined;
  }
  const value = (message as Record<string, unknown>)[camelCase(name)];
  return name === "labels" ? labelAt(value as Labels | undefined, rest) : fieldOf(value, rest);
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}
