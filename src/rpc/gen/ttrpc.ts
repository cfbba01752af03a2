// Generated from proto/ by scripts/generate.ts. Do not edit.
import { type Codec, codec } from "../message.ts";
import root from "./ttrpc.pb.js";

export interface Request {
  service: string;
  method: string;
  payload: Uint8Array;
  timeoutNano: number;
  metadata: KeyValue[];
}
export const Request: Codec<Request> = codec("ttrpc.Request", () => root.ttrpc.Request);

export interface Response {
  status: Status | null;
  payload: Uint8Array;
}
export const Response: Codec<Response> = codec("ttrpc.Response", () => root.ttrpc.Response);

export interface KeyValue {
  key: string;
  value: string;
}
export const KeyValue: Codec<KeyValue> = codec("ttrpc.KeyValue", () => root.ttrpc.KeyValue);

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
