// Encodes the daemon's events and reads their fields for filters.
import { type Any, messageName } from "../core/any.ts";
import type { EventBody, EventCodec } from "../core/event.ts";
import { internal } from "../errors/index.ts";
import * as events from "../rpc/gen/event.ts";
import * as images from "../rpc/gen/images.ts";
import type { Codec } from "../rpc/message.ts";

function isCodec(value: unknown): value is Codec<Record<string, unknown>> {
  return typeof value === "object" && value !== null && "typeName" in value;
}

const imageEvents = [images.ImageCreate, images.ImageUpdate, images.ImageDelete];

const codecs = new Map(
  [...Object.values(events), ...imageEvents]
    .filter(isCodec)
    .filter((codec) => codec.typeName.startsWith("containerd."))
    .map((codec) => [codec.typeName, codec]),
);

const byShortName = new Map(
  [...codecs].map(([name, codec]) => [name.slice(name.lastIndexOf(".") + 1), codec]),
);

export const eventCodec: EventCodec = {
  encode(body: EventBody): Any {
    const codec = codecs.get(body.name) ?? byShortName.get(body.name);
    if (codec === undefined) {
      throw internal(`no message for event ${body.name}`);
    }
    return { typeUrl: codec.typeName, value: codec.encode(body.fields) };
  },

  field(event: Any, path: readonly string[]): string | undefined {
    const codec = codecs.get(messageName(event));
    if (codec === undefined) {
      return undefined;
    }
    let value: unknown = codec.decode(event.value);
    for (const name of path) {
      if (typeof value !== "object" || value === null) {
        return undefined;
      }
      value = (value as Record<string, unknown>)[camelCase(name)];
    }
    return typeof value === "string" && value !== "" ? value : undefined;
  },
};

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}
