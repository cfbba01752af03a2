// Generated from proto/ by scripts/generate.ts. Do not edit.
import { type Codec, codec, type Service } from "../message.ts";
import root from "./streaming.pb.js";

export interface StreamInit {
  id: string;
}
export const StreamInit: Codec<StreamInit> = codec("containerd.services.streaming.v1.StreamInit", () => root.containerd.services.streaming.v1.StreamInit);

export interface Any {
  typeUrl: string;
  value: Uint8Array;
}
export const Any: Codec<Any> = codec("google.protobuf.Any", () => root.google.protobuf.Any);

export const StreamingService = {
  name: "containerd.services.streaming.v1.Streaming",
  methods: {
    stream: {
      service: "containerd.services.streaming.v1.Streaming",
      name: "Stream",
      kind: "duplex",
      input: Any,
      output: Any,
    },
  },
} as const satisfies Service;
