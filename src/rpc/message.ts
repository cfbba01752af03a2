// The types and functions that generated code uses: codecs of messages and descriptors of services. Messages decode to
// complete objects, in which absent fields hold proto3's defaults, and encode from partial ones. The defaults are on the
// prototype, so that an object spread of a decoded message loses them.
import "./no-long.ts";
import protobuf from "protobufjs/minimal.js";

// 64-bit fields are numbers, except where a module uses exact-codec.ts. protobufjs would make them Long objects if it found
// the package of that name, so it is hidden here. This file is evaluated before any generated one.
Reflect.deleteProperty(globalThis, "Long");
protobuf.util.Long = undefined as never;
protobuf.configure();

/** A message as a caller may write it, with any field left out. */
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
  /** Throws RangeError or Error for bytes that are not such a message. */
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

/** A message class of protobufjs' static code. */
export interface StaticMessage {
  encode(message: unknown, writer: protobuf.Writer): protobuf.Writer;
  decode(source: Uint8Array | protobuf.Reader): unknown;
}

/** A writer whose buffer is larger than this is not reused, because its memory would stay occupied. */
const maxReusedBytes = 64 * 1024;

/**
 * The writer that all codecs share, because a new one begins with a small buffer and grows by copying. It is undefined while
 * it is in use, and after an encoding that failed.
 */
let sharedWriter: protobuf.Writer | undefined;

function encodeBy(type: StaticMessage, message: unknown): Uint8Array {
  const writer = sharedWriter ?? protobuf.Writer.create();
  sharedWriter = undefined;
  const bytes = type.encode(message, writer).finish();
  if (writer.buf.length <= maxReusedBytes) {
    sharedWriter = writer.reset();
  }
  return bytes;
}

/** A codec for a message class of protobufjs' static code. `find` is called when the class is first needed. */
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

/** The name of an enum's value; undefined when the enum has no such value. */
export function valueName(values: Readonly<Record<string, number>>, number: number): string | undefined {
  return Object.keys(values).find((name) => values[name] === number);
}

/** A copy of a message that has all its fields. */
export function complete<T>(type: Codec<T>, message: NoInfer<Init<T>>): T {
  return type.decode(type.encode(message));
}
