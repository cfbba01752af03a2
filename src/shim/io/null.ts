import type { Sink } from "./sink.ts";

/** Drops everything. A terminal must be read even when nobody wants its output: a full one would stop the program. */
export const nullSink: Sink = {
  write: (bytes) => bytes.length,
  close: () => {},
};
