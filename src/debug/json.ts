// Messages as JSON, and JSON as messages. Bytes are base64. What an Any holds is shown where its type is known.
import { exactNumber } from "../core/exact-json.ts";
import { invalidArgument } from "../errors/index.ts";
import type { Codec } from "../rpc/message.ts";

/** Codecs of the messages that may be inside an Any, by their full names. */
export type AnyCodecs = ReadonlyMap<string, Codec<unknown>>;

/** All fields of a decoded message. Those that hold defaults are on its prototype. */
function fieldsOf(message: object): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const name in message) {
    const value = (message as Record<string, unknown>)[name];
    if (typeof value !== "function") {
      fields[name] = value;
    }
  }
  return fields;
}

/** A message as a value that JSON.stringify prints. */
export function toJson(value: unknown, codecs: AnyCodecs): unknown {
  if (value instanceof Uint8Array) {
    return Buffer.from(value).toString("base64");
  }
  if (typeof value === "bigint") {
    return exactNumber(value);
  }
  if (Array.isArray(value)) {
    return value.map((item) => toJson(item, codecs));
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const fields = fieldsOf(value);
  if (typeof fields.typeUrl === "string" && fields.value instanceof Uint8Array) {
    return anyToJson(fields.typeUrl, fields.value, codecs);
  }
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, toJson(field, codecs)]));
}

function anyToJson(typeUrl: string, value: Uint8Array, codecs: AnyCodecs): unknown {
  const name = typeUrl.slice(typeUrl.lastIndexOf("/") + 1);
  const codec = codecs.get(name);
  try {
    const content = codec === undefined ? JSON.parse(Buffer.from(value).toString()) : codec.decode(value);
    return { "@type": typeUrl, ...(toJson(content, codecs) as object) };
  } catch {
    return { typeUrl, value: Buffer.from(value).toString("base64") };
  }
}

/**
 * Encodes a message that is given as JSON. Names may be in camel or snake case. `{"@type": …}` becomes an Any. Invalid argument:
 * the text is no JSON object, or names a field that the message does not have, which protobuf itself would silently leave out.
 */
export function encodeJson(codec: Codec<unknown>, json: string, codecs: AnyCodecs): Uint8Array {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (cause) {
    throw invalidArgument(`request is no JSON`, { cause });
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw invalidArgument("request is no JSON object");
  }
  const message = fromJson(parsed, codecs) as object;
  const bytes = codec.encode(message);
  checkNames(message, codec.decode(bytes), "");
  return bytes;
}

function fromJson(value: unknown, codecs: AnyCodecs): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => fromJson(item, codecs));
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const { "@type": typeUrl, ...rest } = value as Record<string, unknown>;
  if (typeof typeUrl === "string") {
    return anyFromJson(typeUrl, rest, codecs);
  }
  return Object.fromEntries(
    Object.entries(rest).map(([name, field]) => [camel(name), fromJson(field, codecs)]),
  );
}

function anyFromJson(typeUrl: string, rest: Record<string, unknown>, codecs: AnyCodecs): object {
  const codec = codecs.get(typeUrl.slice(typeUrl.lastIndexOf("/") + 1));
  const value =
    codec === undefined ? Buffer.from(JSON.stringify(rest)) : codec.encode(fromJson(rest, codecs) as object);
  return { typeUrl, value };
}

function camel(name: string): string {
  return name.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase());
}

function checkNames(given: object, decoded: unknown, path: string): void {
  for (const [name, value] of Object.entries(given)) {
    const isKnown = typeof decoded === "object" && decoded !== null && name in decoded;
    if (!isKnown) {
      throw invalidArgument(`unknown field ${JSON.stringify(path + name)}`);
    }
    if (typeof value === "object" && value !== null && !(value instanceof Uint8Array)) {
      checkNames(value, (decoded as Record<string, unknown>)[name], `${path}${name}.`);
    }
  }
}
