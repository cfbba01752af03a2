import type { Sink } from "./sink.ts";

/** Takes everything: a terminal must be read even when nobody wants its output. */
export const nullSink: Sink = {
  write: (bytes) => bytes.length,
  close: () => {},
};
