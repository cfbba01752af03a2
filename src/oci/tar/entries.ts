// Reads a tar stream as an async iterable of entries. The stream is read no further than its consumer has come.
import type { TarEntry } from "./entry.ts";
import { TarReader, type TarSink } from "./reader.ts";

export interface ReadEntry extends TarEntry {
  /** The entry's data, which can be read once. Data that is not read is skipped. */
  body(): AsyncGenerator<Uint8Array>;
}

type Event =
  | { readonly kind: "begin"; readonly entry: TarEntry }
  | { readonly kind: "data"; readonly bytes: Uint8Array }
  | { readonly kind: "end" };

/**
 * The entries of the archive in `chunks`, which is read to its end. The bodies of sparse files lack the holes, so that a
 * consumer that cannot handle them must refuse entries with `sparse`.
 */
export async function* tarEntries(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ReadEntry> {
  const events = tarEvents(chunks);
  try {
    // Data events that arrive here belong to an entry whose body was not read to its end, and are skipped.
    for await (const event of untilDone(events)) {
      if (event.kind === "begin") {
        const data = entryData(events);
        yield { ...event.entry, body: () => data };
      }
    }
  } finally {
    await events.return(undefined);
  }
}

/** Iterates over `events` without ending it when the loop is left early, so that a later loop can continue. */
async function* untilDone<T>(events: AsyncGenerator<T>): AsyncGenerator<T> {
  for (let next = await events.next(); next.done !== true; next = await events.next()) {
    yield next.value;
  }
}

async function* entryData(events: AsyncGenerator<Event>): AsyncGenerator<Uint8Array> {
  for await (const event of untilDone(events)) {
    if (event.kind !== "data") {
      return;
    }
    yield event.bytes;
  }
}

async function* tarEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Event> {
  let events: Event[] = [];
  const sink: TarSink = {
    begin: (entry) => void events.push({ kind: "begin", entry }),
    data: (bytes) => void events.push({ kind: "data", bytes }),
    end: () => void events.push({ kind: "end" }),
  };
  const reader = new TarReader(sink);
  for await (const chunk of chunks) {
    reader.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    yield* events;
    events = [];
  }
  reader.end();
}
