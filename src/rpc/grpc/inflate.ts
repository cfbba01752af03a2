// Inflates messages that a peer compressed with gzip. We never compress ours: clients talk to the daemon over a unix socket.
import { gunzip } from "node:zlib";
import { inflatedTooLarge, undecodable } from "./wire-fault.ts";

/** Whether messages with this value of the header grpc-encoding can be read. */
export function isKnownEncoding(encoding: string | undefined): boolean {
  return encoding === undefined || encoding === "" || encoding === "identity" || encoding === "gzip";
}

export const acceptedEncodings = "identity,gzip";

/** Rejects with WireFault when the message is damaged or inflates to more than `limit` bytes. It never inflates more than that. */
export function inflate(bytes: Uint8Array, limit: number): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  gunzip(bytes, { maxOutputLength: limit }, (error, inflated) => {
    if (error === null) {
      resolve(inflated);
    } else if ("code" in error && error.code === "ERR_BUFFER_TOO_LARGE") {
      reject(inflatedTooLarge(limit));
    } else {
      reject(undecodable("the compressed message", error));
    }
  });
  return promise;
}
