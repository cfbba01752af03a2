// Generated from proto/ by scripts/generate.ts. Do not edit.
import { type Codec, codec, type Service } from "../message.ts";
import root from "./journal.pb.js";

export interface FollowRequest {
  after: number;
}
export const FollowRequest: Codec<FollowRequest> = codec("tsrt.shim.v1.FollowRequest", () => root.tsrt.shim.v1.FollowRequest);

export interface Entry {
  number: number;
  timestamp: Timestamp | null;
  namespace: string;
  topic: string;
  event: Any | null;
}
export const Entry: Codec<Entry> = codec("tsrt.shim.v1.Entry", () => root.tsrt.shim.v1.Entry);

export interface AcknowledgeRequest {
  number: number;
}
export const AcknowledgeRequest: Codec<AcknowledgeRequest> = codec("tsrt.shim.v1.AcknowledgeRequest", () => root.tsrt.shim.v1.AcknowledgeRequest);

export type AcknowledgeResponse = Record<never, never>;
export const AcknowledgeResponse: Codec<AcknowledgeResponse> = codec("tsrt.shim.v1.AcknowledgeResponse", () => root.tsrt.shim.v1.AcknowledgeResponse);

export interface Any {
  typeUrl: string;
  value: Uint8Array;
}
export const Any: Codec<Any> = codec("google.protobuf.Any", () => root.google.protobuf.Any);

export interface Timestamp {
  seconds: number;
  nanos: number;
}
export const Timestamp: Codec<Timestamp> = codec("google.protobuf.Timestamp", () => root.google.protobuf.Timestamp);

export const JournalService = {
  name: "tsrt.shim.v1.Journal",
  methods: {
    follow: {
      service: "tsrt.shim.v1.Journal",
      name: "Follow",
      kind: "download",
      input: FollowRequest,
      output: Entry,
    },
    acknowledge: {
      service: "tsrt.shim.v1.Journal",
      name: "Acknowledge",
      kind: "unary",
      input: AcknowledgeRequest,
      output: AcknowledgeResponse,
    },
  },
} as const satisfies Service;
