// Generated from proto/ by scripts/generate.ts. Do not edit.
import { type Codec, codec, type Service } from "../message.ts";
import root from "./version.pb.js";

export interface VersionResponse {
  version: string;
  revision: string;
}
export const VersionResponse: Codec<VersionResponse> = codec("containerd.services.version.v1.VersionResponse", () => root.containerd.services.version.v1.VersionResponse);

export type Empty = Record<never, never>;
export const Empty: Codec<Empty> = codec("google.protobuf.Empty", () => root.google.protobuf.Empty);

export const VersionService = {
  name: "containerd.services.version.v1.Version",
  methods: {
    version: {
      service: "containerd.services.version.v1.Version",
      name: "Version",
      kind: "unary",
      input: Empty,
      output: VersionResponse,
    },
  },
} as const satisfies Service;
