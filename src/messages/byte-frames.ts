import { messageName } from "../core/any.ts";
import type { ByteFrames } from "../core/byte-stream.ts";
import { Data, WindowUpdate } from "../rpc/gen/transfer.ts";
import { pack } from "./any.ts";

/** The messages in which archives travel over a stream. Source: containerd core/transfer/streaming/stream.go. */
export const byteFrames: ByteFrames = {
  data: (data) => pack(Data, { data }),
  window: (update) => pack(WindowUpdate, { update }),
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
