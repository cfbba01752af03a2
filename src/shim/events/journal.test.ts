import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeMulti } from "@msgpack/msgpack";
import { background } from "../../context/index.ts";
import { type JournalItem, journalLimit } from "../../core/shim-record.ts";
import type { Entry } from "../../rpc/gen/journal.ts";
import { Journal } from "./journal.ts";

const page = 4096;

let directory: string;
let journal: Journal;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "tsrt-journal-"));
  journal = new Journal(join(directory, "journal"), "ns");
});
afterEach(() => rmSync(directory, { recursive: true }));

const event = (text: string) => ({
  timestamp: { seconds: 1, nanos: 2 },
  topic: "/tasks/start",
  typeUrl: "x",
  value: Buffer.from(text),
});

const items = (): JournalItem[] =>
  [...decodeMulti(readFileSync(join(directory, "journal")))] as JournalItem[];

type Handlers = ReturnType<Journal["registration"]>["handlers"];

function handlers(): {
  follow: (after: number, signal?: AbortSignal) => AsyncIterable<Entry>;
  acknowledge: (number: number) => Promise<unknown>;
} {
  const { follow, acknowledge } = journal.registration().handlers as Required<Handlers>;
  const ctx = background();
  return {
    follow: (after, signal) => follow?.(signal === undefined ? ctx : { ...ctx, signal }, { after }),
    acknowledge: (number) => acknowledge?.(ctx, { number }),
  };
}

async function take(entries: AsyncIterable<Entry>, count: number): Promise<string[]> {
  const texts: string[] = [];
  for await (const { number, event: any } of entries) {
    texts.push(`${number}:${Buffer.from(any?.value ?? []).toString()}`);
    if (texts.length === count) {
      break;
    }
  }
  return texts;
}

test("a follower gets what was, then what comes; another one begins where it asks to", async () => {
  journal.publish(event("a"));
  journal.publish(event("b"));
  const following = take(handlers().follow(0), 3);
  await Bun.sleep(1);
  journal.publish(event("c"));
  expect(await following).toEqual(["1:a", "2:b", "3:c"]);
  expect(await take(handlers().follow(2), 1)).toEqual(["3:c"]);
});

test("settled waits until every follower was sent everything", async () => {
  const seen: number[] = [];
  const abort = new AbortController();
  const following = (async () => {
    for await (const { number } of handlers().follow(0, abort.signal)) {
      await Bun.sleep(5);
      seen.push(number);
    }
  })();
  await Bun.sleep(1);
  journal.publish(event("a"));
  journal.publish(event("b"));
  await journal.settled();
  expect(seen).toEqual([1, 2]);
  abort.abort();
  await following;
  journal.publish(event("c"));
  await journal.settled();
});

test("what is acknowledged is forgotten, and the file stays small", async () => {
  for (let number = 1; number <= 3000; number++) {
    journal.publish(event(`event ${number}`));
    await handlers().acknowledge(number);
  }
  expect(items().length).toBeLessThan(1100);
  journal.publish(event("last"));
  expect(await take(handlers().follow(0), 1)).toEqual(["3001:last"]);
  expect(items().at(-1)?.[0]).toBe(3001);
});

test("without a daemon the oldest are dropped, in memory and in the file", async () => {
  for (let number = 1; number <= journalLimit + 2000; number++) {
    journal.publish(event(String(number)));
  }
  expect(await take(handlers().follow(0), 1)).toEqual(["2001:2001"]);
  expect(items().length).toBeLessThan(journalLimit + 1100);
  expect(items().at(-1)?.[0]).toBe(journalLimit + 2000);
});

test("flush waits for the acknowledgement, but not for ever", async () => {
  await journal.flush(1000);
  journal.publish(event("a"));
  setTimeout(() => handlers().acknowledge(1), 20);
  const anHour = 3_600_000;
  await journal.flush(anHour);
  journal.publish(event("b"));
  await journal.flush(20);
});

/** What the journal on a disk of four pages holds after `use`. */
async function onDisk(use: (disk: string) => Promise<void>): Promise<JournalItem[]> {
  const disk = join(directory, "disk");
  mkdirSync(disk);
  expect(Bun.spawnSync(["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", disk]).exitCode).toBe(0);
  try {
    journal = new Journal(join(disk, "journal"), "ns");
    await use(disk);
    return [...decodeMulti(readFileSync(join(disk, "journal")))] as JournalItem[];
  } finally {
    Bun.spawnSync(["umount", "-l", disk]);
  }
}

const fill = (disk: string): void =>
  expect(() => writeFileSync(join(disk, "filler"), Buffer.alloc(64 << 10))).toThrow("ENOSPC");

describe.skipIf(process.getuid?.() !== 0)("a full disk", () => {
  test("loses nothing that followers can still be told", async () => {
    const left = await onDisk(async (disk) => {
      journal.publish(event("before"));
      fill(disk);
      for (let number = 2; number <= 200; number++) {
        journal.publish(event(`full ${number}`.padEnd(100)));
      }
      expect((await take(handlers().follow(0), 200)).length).toBe(200);
      rmSync(join(disk, "filler"));
      await handlers().acknowledge(198);
      journal.publish(event("after"));
    });
    expect(left.map(([number]) => number)).toEqual([199, 200, 201]);
  });

  test("that takes half of an item does not spoil those that follow", async () => {
    const left = await onDisk(async (disk) => {
      journal.publish(event("before"));
      fill(disk);
      journal.publish(event("more than a page".padEnd(page)));
      rmSync(join(disk, "filler"));
      journal.publish(event("after"));
    });
    expect(left.map(([number]) => number)).toEqual([1, 2, 3]);
  });

  test("that takes half of the file written anew keeps the old one", async () => {
    const left = await onDisk(async (disk) => {
      fill(disk);
      journal.publish(event("more than a page".padEnd(page)));
      truncateSync(join(disk, "filler"), 3 * page);
      await handlers().acknowledge(0);
      expect(readFileSync(join(disk, "journal")).length).toBe(0);
      rmSync(join(disk, "filler"));
      journal.publish(event("after"));
    });
    expect(left.map(([number]) => number)).toEqual([1, 2]);
  });
});
