// The messages of containerd's own events and of tsrt's, by their full names. Those of images are declared beside their service.
import { type AnyCodec, codecsOf } from "./codecs.ts";
import * as events from "./gen/event.ts";
import { ImageCreate, ImageDelete, ImageUpdate } from "./gen/images.ts";
import { ImagePullProgress } from "./gen/pulls.ts";

const all = codecsOf(events, { ImageCreate, ImageUpdate, ImageDelete, ImagePullProgress });

export const eventCodecs: ReadonlyMap<string, AnyCodec> = new Map(
  [...all].filter(([name]) => /^(?:containerd|tsrt)\./.test(name)),
);
