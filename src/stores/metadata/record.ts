// How a record is stored: as a CBOR array of its fields in a fixed order, since the keys of maps take most of the time to
// decode. A later release may append fields; what it appends must have a value for records that lack it.
import { decode, encode } from "cborg";
import type { Any } from "../../core/any.ts";
import { readShape, type Shape, shape } from "../../core/shape.ts";
import type { Timestamp } from "../../core/time.ts";
import { dataLoss } from "../../errors/index.ts";

/** How a field is stored: what is read is checked, because the file may be damaged or somebody else's. */
export interface StoredField<T> {
  readonly read: Shape<T>;
  /** Gives plain data for CBOR. */
  readonly write: (value: T) => unknown;
}

/** The fields of a record in the order in which they are stored. */
export type StoredFields<R> = { readonly [Name in keyof R]: StoredField<R[Name]> };

/** Turns records into the bytes of the database and back. */
export interface RecordCodec<R> {
  encode(record: R): Uint8Array;
  /** Data loss when the bytes are no such record; `what` names it. */
  decode(bytes: Uint8Array, what: string): R;
}

/** The codec of records with these fields. */
export function recordCodec<R extends object>(fields: StoredFields<R>): RecordCodec<R> {
  const entries = Object.entries(fields) as [keyof R, StoredField<R[keyof R]>][];
  const reads = Object.fromEntries(entries.map(([name, { read }]) => [name, read]));
  const all = shape.positions(reads) as Shape<R>;
  return {
    encode: (record) => encode(entries.map(([name, { write }]) => write(record[name]))),
    decode: (bytes, what) => readShape(all, decodeCbor(bytes, what), what, dataLoss),
  };
}

function decodeCbor(bytes: Uint8Array, what: string): unknown {
  try {
    return decode(bytes);
  } catch (cause) {
    throw dataLoss(what, { cause });
  }
}

function same<T>(read: Shape<T>): StoredField<T> {
  return { read, write: (value) => value };
}

const time: StoredField<Timestamp> = {
  read: shape.positions({ seconds: shape.integer, nanos: shape.natural }),
  write: ({ seconds, nanos }) => [seconds, nanos],
};

const any: StoredField<Any> = {
  read: shape.positions({ typeUrl: shape.text, value: shape.bytes }),
  write: ({ typeUrl, value }) => [typeUrl, value],
};

function optional<T>({ read, write }: StoredField<T>): StoredField<T | undefined> {
  return { read: shape.optional(read), write: (value) => (value === undefined ? null : write(value)) };
}

/** Pairs of key and value: a key of a CBOR map could not be told from one that SQLite or JavaScript treats in its own way. */
function map<T>({ read, write }: StoredField<T>): StoredField<Readonly<Record<string, T>>> {
  const pairs = shape.list(shape.positions({ key: shape.text, value: read }));
  return {
    read: (value) => Object.fromEntries(pairs(value).map(({ key, value: item }) => [key, item])),
    write: (values) => Object.entries(values).map(([key, item]) => [key, write(item)]),
  };
}

/** The kinds of fields there are. */
export const stored = {
  text: same(shape.text),
  natural: same(shape.natural),
  time,
  any,
  optional,
  map,
} as const;
