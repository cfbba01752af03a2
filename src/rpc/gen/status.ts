// Generated from proto/ by scripts/generate.ts. Do not edit.
import { type Codec, codec } from "../message.ts";
import root from "./status.pb.js";

export interface Any {
  typeUrl: string;
  value: Uint8Array;
}
export const Any: Codec<Any> = codec("google.protobuf.Any", () => root.google.protobuf.Any);

export interface Status {
  code: number;
  message: string;
  details: Any[];
}
export const Status: Codec<Status> = codec("google.rpc.Status", () => root.google.rpc.Status);
