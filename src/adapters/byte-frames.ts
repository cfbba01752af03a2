import { type Any, messageName } from "../core/any.ts";
import type { ByteFrames } from "../core/byte-stream.ts";
import { Data, WindowUpdate } from "../rpc/gen/transfer.ts";
import type { Codec, Init } from "../rpc/message.ts";

export function packed<T>(codec: Codec<T>, message: Init<T>): Any {
  return { typeUrl: codec.typeName, value: codec.encode(message) };
}

/** The messages in which bytes travel over a stream. */
export const byteFrames: ByteFrames = {
  data: (data) => packed(Data, { data }),
  window: (update) => packed(WindowUpdate, { update }),
  read: (message) => {
    switch (messageName(message)) {
      case Data.typeName:
        return { data: Data.decode(message.value).data };
      case WindowUpdate.typeName:
        return { window: WindowUpdate.decode(message.value).update };
      default:
        return undefined;
    }
  },
};
