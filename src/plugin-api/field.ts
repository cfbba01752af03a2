// Fields of declared messages: what each is on the wire, and its type. Source: protobuf.dev/programming-guides/encoding.
import type { Reader, Writer } from "protobufjs/minimal.js";
import type { Codec, Init } from "../rpc/message.ts";

/** Wire types that fields of a message have. */
const wireTypes = { varint: 0, fixed64: 1, delimited: 2 } as const;

/** A field of a declared message. `T` is the type of its value. */
export interface Field<T> {
  /** The field's number in the `.proto` file. */
  readonly number: number;
  /** The value where the bytes hold none. A new one for each message. */
  readonly absent: () => T;
  /** Writes the field with its tag; nothing for a value that need not be written. */
  readonly write: (writer: Writer, value: T) => void;
  /** Reads one occurrence, whose tag had this wire type. `previous` is the value so far. */
  readonly read: (reader: Reader, wireType: number, previous: T) => T;
}

interface Scalar<T> {
  readonly wireType: number;
  readonly absent: T;
  readonly write: (writer: Writer, value: T) => void;
  readonly read: (reader: Reader) => T;
}

const varint = <T>(absent: T, write: Scalar<T>["write"], read: Scalar<T>["read"]): Scalar<T> => ({
  wireType: wireTypes.varint,
  absent,
  write,
  read,
});

const delimited = <T>(absent: T, write: Scalar<T>["write"], read: Scalar<T>["read"]): Scalar<T> => ({
  wireType: wireTypes.delimited,
  absent,
  write,
  read,
});

const text = delimited(
  "",
  (writer, value) => void writer.string(value),
  (reader) => reader.string(),
);
const bytes = delimited<Uint8Array>(
  new Uint8Array(0),
  (writer, value) => void writer.bytes(value),
  (reader) => reader.bytes(),
);
const bool = varint(
  false,
  (writer, value) => void writer.bool(value),
  (reader) => reader.bool(),
);
const int32 = varint(
  0,
  (writer, value) => void writer.int32(value),
  (reader) => reader.int32(),
);
const uint32 = varint(
  0,
  (writer, value) => void writer.uint32(value),
  (reader) => reader.uint32(),
);
const int64 = varint(
  0,
  (writer, value) => void writer.int64(value),
  (reader) => Number(reader.int64()),
);
const uint64 = varint(
  0,
  (writer, value) => void writer.uint64(value),
  (reader) => Number(reader.uint64()),
);
const double: Scalar<number> = {
  wireType: wireTypes.fixed64,
  absent: 0,
  write: (writer, value) => void writer.double(value),
  read: (reader) => reader.double(),
};

function tagOf(number: number, wireType: number): number {
  return ((number << 3) | wireType) >>> 0;
}

function single<T>(scalar: Scalar<T>): (number: number) => Field<T> {
  return (number) => ({
    number,
    absent: () => scalar.absent,
    write: (writer, value) => {
      const isAbsent = value instanceof Uint8Array ? value.length === 0 : value === scalar.absent;
      if (!isAbsent) {
        writer.uint32(tagOf(number, scalar.wireType));
        scalar.write(writer, value);
      }
    },
    read: (reader) => scalar.read(reader),
  });
}

/** Numbers come packed or one by one, and a reader must take both. */
function repeated<T>(scalar: Scalar<T>): (number: number) => Field<T[]> {
  return (number) => ({
    number,
    absent: () => [],
    write: (writer, values) => {
      for (const value of values) {
        writer.uint32(tagOf(number, scalar.wireType));
        scalar.write(writer, value);
      }
    },
    read: (reader, wireType, previous) => {
      const isPacked = wireType === wireTypes.delimited && scalar.wireType !== wireTypes.delimited;
      const end = isPacked ? reader.uint32() + reader.pos : reader.pos + 1;
      while (reader.pos < end) {
        previous.push(scalar.read(reader));
      }
      return previous;
    },
  });
}

function message<T>(codec: Codec<T>): Scalar<T | null> {
  return delimited<T | null>(
    null,
    (writer, value) => void writer.bytes(codec.encode(value as Init<T>)),
    (reader) => codec.decode(reader.bytes()),
  );
}

/** `map<string, string>`: on the wire a repeated message of key (1) and value (2). */
function stringMap(number: number): Field<Record<string, string>> {
  return {
    number,
    absent: () => ({}),
    write: (writer, map) => {
      for (const [key, value] of Object.entries(map)) {
        writer.uint32(tagOf(number, wireTypes.delimited)).fork();
        writer.uint32(tagOf(1, wireTypes.delimited)).string(key);
        writer.uint32(tagOf(2, wireTypes.delimited)).string(value).ldelim();
      }
    },
    read: (reader, _wireType, map) => {
      const end = reader.uint32() + reader.pos;
      let [key, value] = ["", ""];
      while (reader.pos < end) {
        const tag = reader.uint32();
        if (tag === tagOf(1, wireTypes.delimited)) {
          key = reader.string();
        } else if (tag === tagOf(2, wireTypes.delimited)) {
          value = reader.string();
        } else {
          reader.skipType(tag & 7);
        }
      }
      return { ...map, [key]: value };
    },
  };
}

/**
 * Makers of fields. Each takes the field's number in the `.proto` file. 64-bit integers are JavaScript numbers, exact up to
 * 2^53; a message that is absent is null; everything else that is absent is proto3's default.
 */
export const field = {
  string: single(text),
  bytes: single(bytes),
  bool: single(bool),
  int32: single(int32),
  uint32: single(uint32),
  int64: single(int64),
  uint64: single(uint64),
  double: single(double),
  /** `repeated string`. */
  strings: repeated(text),
  /** `repeated int64`, packed or not. */
  int64s: repeated(int64),
  /** `map<string, string>`. */
  stringMap,
  message: <T>(number: number, codec: Codec<T>): Field<T | null> => single(message(codec))(number),
  /** `repeated` messages. */
  messages: <T>(number: number, codec: Codec<T>): Field<T[]> =>
    repeated(message(codec))(number) as Field<T[]>,
} as const;
