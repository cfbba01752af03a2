import { expect, test } from "bun:test";
import { background } from "../context/index.ts";
import type { Stream } from "../core/stream.ts";
import { messageOf } from "../errors/index.ts";
import { createStreams } from "./streams.ts";

function recording(): Stream & { closed: number } {
  return {
    closed: 0,
    send: async () => {},
    receive: async () => undefined,
    close() {
      this.closed += 1;
    },
  };
}

const failure = (run: () => unknown): string => {
  try {
    run();
    return "";
  } catch (error) {
    return messageOf(error);
  }
};

test("a stream is found by namespace and id until it is closed", () => {
  const streams = createStreams();
  const [here, there] = [background("here"), background("there")];
  const stream = recording();
  streams.register(here, "progress-1", stream);

  expect(failure(() => streams.register(here, "progress-1", recording()))).toBe(
    'stream "progress-1": already exists',
  );
  expect(failure(() => streams.get(there, "progress-1"))).toBe('stream "progress-1": not found');
  streams.get(here, "progress-1").close();
  expect(stream.closed).toBe(1);
  expect(failure(() => streams.get(here, "progress-1"))).toBe('stream "progress-1": not found');
});

test("forgetting a stream that was replaced leaves the new one", () => {
  const streams = createStreams();
  const ctx = background("here");
  const forget = streams.register(ctx, "a", recording());
  streams.get(ctx, "a").close();
  streams.register(ctx, "a", recording());
  forget();
  expect(streams.get(ctx, "a")).toBeDefined();
});
