// What the generated code is made of: codecs of messages and descriptors of services.
// Messages decode to complete objects (absent fields hold proto3's defaults) and encode
// from partial ones. Defaults are on the prototype: spreading a decoded message loses them.
import "./no-long.ts";
import protobuf from "protobufjs/minimal.js";

// 64-bit fields are numbers, except where a module uses exact-codec.ts. protobufjs makes them Long objects where it finds
// that package, so it must not find it; this file is evaluated before any generated one.
Reflect.deleteProperty(globalThis, "Long");
protobuf.util.Long = undefined as never;
protobuf.configure();

/** A message as a caller may write it: any field may be left out. */
export type Init<T> = T extends Uint8Array | string | number | bigint | boolean | null
  ? T
  : T extends (infer Item)[]
    ? Init<Item>[]
    : { [Key in keyof T]?: Init<T[Key]> | null | undefined };

/** Encodes and decodes one message type. */
export interface Codec<T> {
  /** Full protobuf name, e.g. `containerd.services.tasks.v1.GetRequest`. */
  readonly typeName: string;
  encode(message: Init<T>): Uint8Array;
  /** Throws RangeError or Error on bytes that are no such message. */
  decode(bytes: Uint8Array): T;
}

export type MethodKind = "unary" | "upload" | "download" | "duplex";

export interface Method<I = unknown, O = unknown> {
  readonly service: string;
  readonly name: string;
  /** Which sides stream: none, the request (`upload`), the response (`download`) or both. */
  readonly kind: MethodKind;
  readonly input: Codec<I>;
  readonly output: Codec<O>;
}

export interface Service {
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: methods of different messages in one table
  readonly methods: Readonly<Record<string, Method<any, any>>>;
}

/** A class of protobufjs' static code. */
export interface StaticMessage {
  encode(message: unknown, writer: protobuf.Writer): protobuf.Writer;
  decode(source: Uint8Array | protobuf.Reader): unknown;
}

/** A buffer larger than this is not worth keeping. */
const maxKeptBytes = 64 * 1024;

/** Used again and again: a new one begins small, and grows by copying. Undefined while in use, and after a failure. */
let kept: protobuf.Writer | undefined;

function encodeBy(type: StaticMessage, message: unknown): Uint8Array {
  const writer = kept ?? protobuf.Writer.create();
  kept = undefined;
  const bytes = type.encode(message, writer).finish();
  if (writer.buf.length <= maxKeptBytes) {
    kept = writer.reset();
  }
  return bytes;
}

/** Wraps a class of protobufjs' static code, which is made when it is first needed. */
export function codec<T>(typeName: string, find: () => StaticMessage): Codec<T> {
  let type: StaticMessage | undefined;
  return {
    typeName,
    encode: (message) => {
      type ??= find();
      return encodeBy(type, message);
    },
    decode: (bytes) => {
      type ??= find();
      return type.decode(bytes) as T;
    },
  };
}
