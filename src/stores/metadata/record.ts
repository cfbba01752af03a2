// Parts of stored records. Records are CBOR arrays, since the keys of maps take most of the time to decode; a later
// version appends to them.
import type { Any } from "../../core/any.ts";
import type { Timestamp } from "../../core/time.ts";

export type StoredTime = readonly [seconds: number, nanos: number];
export type StoredAny = readonly [typeUrl: string, value: Uint8Array];

export function packTime({ seconds, nanos }: Timestamp): StoredTime {
  return [seconds, nanos];
}

export function unpackTime([seconds, nanos]: StoredTime): Timestamp {
  return { seconds, nanos };
}

export function packAny({ typeUrl, value }: Any): StoredAny {
  return [typeUrl, value];
}

export function unpackAny([typeUrl, value]: StoredAny): Any {
  return { typeUrl, value };
}
