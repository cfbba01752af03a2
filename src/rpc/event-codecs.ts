// The messages of containerd's own events, by their full names. Those of images are declared beside their service.
import { type AnyCodec, codecsOf } from "./codecs.ts";
import * as events from "./gen/event.ts";
import { ImageCreate, ImageDelete, ImageUpdate } from "./gen/images.ts";

const all = codecsOf(events, { ImageCreate, ImageUpdate, ImageDelete });

export const eventCodecs: ReadonlyMap<string, AnyCodec> = new Map(
  [...all].filter(([name]) => name.startsWith("containerd.")),
);
