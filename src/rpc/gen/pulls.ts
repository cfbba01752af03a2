// Generated from proto/ by scripts/generate.ts. Do not edit.
import { type Codec, codec } from "../message.ts";
import root from "./pulls.pb.js";

export interface ImagePullProgress {
  image: string;
  state: string;
  bytes: number;
  total: number;
  layers: Layer[];
  error: string;
}
export const ImagePullProgress: Codec<ImagePullProgress> = codec("tsrt.events.v1.ImagePullProgress", () => root.tsrt.events.v1.ImagePullProgress);

export interface Layer {
  digest: string;
  state: string;
  bytes: number;
  total: number;
}
export const Layer: Codec<Layer> = codec("tsrt.events.v1.Layer", () => root.tsrt.events.v1.Layer);
