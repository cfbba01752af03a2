// Generated from proto/ by scripts/generate.ts. Do not edit.
import { type Codec, codec } from "../message.ts";
import root from "./runtimeoptions.pb.js";

export interface Options {
  typeUrl: string;
  configPath: string;
  configBody: Uint8Array;
}
export const Options: Codec<Options> = codec("runtimeoptions.v1.Options", () => root.runtimeoptions.v1.Options);
