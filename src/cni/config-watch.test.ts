import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { type Scratch, scratch } from "../../test/harness/scratch.ts";
import { ConfigWatch } from "./config-watch.ts";

let directory: Scratch;
beforeEach(() => {
  directory = scratch();
});
afterEach(() => directory[Symbol.dispose]());

/** Calls back as the watch does, and resolves with the next call. */
function changes(): { onChange: () => void; next: () => Promise<void> } {
  let waiting = Promise.withResolvers<void>();
  return {
    onChange: () => waiting.resolve(),
    next: async () => {
      await waiting.promise;
      waiting = Promise.withResolvers<void>();
    },
  };
}

const fail = (error: unknown): void => {
  throw error;
};

test("a file that is written, replaced or removed is noticed", async () => {
  const { onChange, next } = changes();
  using _watch = new ConfigWatch(directory.path, onChange, fail);
  const file = directory.join("a.conflist");
  writeFileSync(file, "1");
  await next();
  writeFileSync(file, "2");
  await next();
  rmSync(file);
  await next();
});

test("a directory that is not there yet, and one that is removed and made again, are noticed", async () => {
  const { onChange, next } = changes();
  const path = directory.join("a/b/net.d");
  using _watch = new ConfigWatch(path, onChange, fail);
  for (let round = 0; round < 2; round++) {
    mkdirSync(path, { recursive: true });
    await next();
    writeFileSync(`${path}/n.conf`, "1");
    await next();
    rmSync(directory.join("a"), { recursive: true });
    await next();
  }
});

test("a file where a directory should be cannot be watched", () => {
  const path = directory.join("file");
  writeFileSync(path, "");
  expect(() => new ConfigWatch(path, () => {}, fail)).toThrow("ENOTDIR");
});
