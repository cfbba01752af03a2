// Generated from proto/ by scripts/generate.ts. Do not edit.
import { type Codec, codec, type Service } from "../message.ts";
import root from "./logs.pb.js";

export interface ReopenRequest {
  id: string;
}
export const ReopenRequest: Codec<ReopenRequest> = codec("tsrt.shim.v1.ReopenRequest", () => root.tsrt.shim.v1.ReopenRequest);

export type ReopenResponse = Record<never, never>;
export const ReopenResponse: Codec<ReopenResponse> = codec("tsrt.shim.v1.ReopenResponse", () => root.tsrt.shim.v1.ReopenResponse);

export interface TapRequest {
  id: string;
  stdout: string;
  stderr: string;
}
export const TapRequest: Codec<TapRequest> = codec("tsrt.shim.v1.TapRequest", () => root.tsrt.shim.v1.TapRequest);

export type TapResponse = Record<never, never>;
export const TapResponse: Codec<TapResponse> = codec("tsrt.shim.v1.TapResponse", () => root.tsrt.shim.v1.TapResponse);

export interface DrainRequest {
  id: string;
}
export const DrainRequest: Codec<DrainRequest> = codec("tsrt.shim.v1.DrainRequest", () => root.tsrt.shim.v1.DrainRequest);

export type DrainResponse = Record<never, never>;
export const DrainResponse: Codec<DrainResponse> = codec("tsrt.shim.v1.DrainResponse", () => root.tsrt.shim.v1.DrainResponse);

export const LogsService = {
  name: "tsrt.shim.v1.Logs",
  methods: {
    reopen: {
      service: "tsrt.shim.v1.Logs",
      name: "Reopen",
      kind: "unary",
      input: ReopenRequest,
      output: ReopenResponse,
    },
    tap: {
      service: "tsrt.shim.v1.Logs",
      name: "Tap",
      kind: "unary",
      input: TapRequest,
      output: TapResponse,
    },
    drain: {
      service: "tsrt.shim.v1.Logs",
      name: "Drain",
      kind: "unary",
      input: DrainRequest,
      output: DrainResponse,
    },
  },
} as const satisfies Service;
