// Codecs of messages whose 64-bit fields are bigints. Counters of the kernel use all 64 bits: the greatest uint64 stands for
// "no limit", and a number would round it to one more than the wire can carry.
import "./message.ts";
import protobuf from "protobufjs/minimal.js";
import type { Codec, StaticMessage } from "./message.ts";

/** The form in which protobufjs takes a 64-bit integer that is no number. */
interface Halves {
  readonly low: number;
  readonly high: number;
  readonly unsigned: true;
}

/** Throws RangeError when `value` needs more than 64 bits or is negative. */
function halvesOf(value: unknown): Halves {
  const whole = BigInt(value as bigint);
  if (whole !== BigInt.asUintN(64, whole)) {
    throw new RangeError(`not an unsigned 64-bit integer: ${value}`);
  }
  return { low: Number(whole & 0xffff_ffffn), high: Number(whole >> 32n), unsigned: true };
}

class ExactWriter extends protobuf.Writer {
  override uint64(value: unknown): protobuf.Writer {
    return super.uint64(halvesOf(value));
  }

  override uint64s(values: readonly unknown[]): protobuf.Writer {
    return super.uint64s(values.map(halvesOf));
  }
}

const longestVarint = 10;

class ExactReader extends protobuf.Reader {
  override uint64(): never {
    let value = 0n;
    for (let index = 0; index < longestVarint; index++) {
      if (this.pos >= this.len) {
        throw new RangeError(`index out of range: ${this.pos} + 1 > ${this.len}`);
      }
      const byte = this.buf[this.pos++] as number;
      value |= BigInt(byte & 0x7f) << BigInt(7 * index);
      if (byte < 0x80) {
        // protobufjs declares a number or a Long here; the generated interface says bigint.
        return BigInt.asUintN(64, value) as never;
      }
    }
    throw new Error("invalid varint encoding");
  }
}

/** As `codec`, for a class whose unsigned 64-bit fields scripts/generate.ts has declared as bigints. */
export function exactCodec<T>(typeName: string, find: () => StaticMessage): Codec<T> {
  return {
    typeName,
    encode: (message) => find().encode(message, new ExactWriter()).finish(),
    decode: (bytes) => find().decode(new ExactReader(bytes)) as T,
  };
}
