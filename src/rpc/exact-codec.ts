// Codecs of messages whose 64-bit fields are bigints. Counters of the kernel use all 64 bits: the greatest uint64 means
// "no limit", and a JavaScript number would round it up to a value that does not fit into 64 bits any more.
import "./message.ts";
import protobuf from "protobufjs/minimal.js";
import type { Codec, StaticMessage } from "./message.ts";

/** The form in which protobufjs takes a 64-bit integer that is not a JavaScript number. */
interface Halves {
  readonly low: number;
  readonly high: number;
  readonly unsigned: boolean;
}

/** Throws RangeError when `value` does not fit into 64 bits. */
function halvesOf(value: unknown, unsigned: boolean): Halves {
  const whole = BigInt(value as bigint);
  if (whole !== (unsigned ? BigInt.asUintN(64, whole) : BigInt.asIntN(64, whole))) {
    throw new RangeError(`not ${unsigned ? "an unsigned" : "a signed"} 64-bit integer: ${value}`);
  }
  const bits = BigInt.asUintN(64, whole);
  return { low: Number(bits & 0xffff_ffffn), high: Number(bits >> 32n), unsigned };
}

const unsignedHalves = (value: unknown): Halves => halvesOf(value, true);
const signedHalves = (value: unknown): Halves => halvesOf(value, false);

class ExactWriter extends protobuf.Writer {
  override uint64(value: unknown): protobuf.Writer {
    return super.uint64(unsignedHalves(value));
  }

  override uint64s(values: readonly unknown[]): protobuf.Writer {
    return super.uint64s(values.map(unsignedHalves));
  }

  override int64(value: unknown): protobuf.Writer {
    return super.int64(signedHalves(value));
  }

  override int64s(values: readonly unknown[]): protobuf.Writer {
    return super.int64s(values.map(signedHalves));
  }
}

const longestVarint = 10;

class ExactReader extends protobuf.Reader {
  // protobufjs declares that these methods return a number or a Long, while the generated interface says bigint.
  override uint64(): never {
    return BigInt.asUintN(64, this.#varint()) as never;
  }

  override int64(): never {
    return BigInt.asIntN(64, this.#varint()) as never;
  }

  #varint(): bigint {
    let value = 0n;
    for (let index = 0; index < longestVarint; index++) {
      if (this.pos >= this.len) {
        throw new RangeError(`index out of range: ${this.pos} + 1 > ${this.len}`);
      }
      const byte = this.buf[this.pos++] as number;
      value |= BigInt(byte & 0x7f) << BigInt(7 * index);
      if (byte < 0x80) {
        return value;
      }
    }
    throw new Error("invalid varint encoding");
  }
}

/** Does what `codec` does, for a class whose 64-bit fields scripts/generate.ts has declared as bigints. */
export function exactCodec<T>(typeName: string, find: () => StaticMessage): Codec<T> {
  return {
    typeName,
    encode: (message) => find().encode(message, new ExactWriter()).finish(),
    decode: (bytes) => find().decode(new ExactReader(bytes)) as T,
  };
}
