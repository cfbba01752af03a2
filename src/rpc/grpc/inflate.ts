// gzip from the peer. We never compress: containerd's clients talk over a unix socket.
import { gunzip } from "node:zlib";
import { inflatedTooLarge, undecodable } from "./wire-fault.ts";

/** What may stand in grpc-encoding. */
export function isKnownEncoding(encoding: string | undefined): boolean {
  return encoding === undefined || encoding === "" || encoding === "identity" || encoding === "gzip";
}

export const acceptedEncodings = "identity,gzip";

/** Rejects with WireFault when the message is broken or longer than `limit`; never inflates more than that. */
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
