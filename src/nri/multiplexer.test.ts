import { expect, test } from "bun:test";
import type { Duplex, DuplexEvents } from "../rpc/transport/duplex.ts";
import { memoryPair } from "../rpc/transport/memory.ts";
import { encodeFrame, frameType } from "../rpc/ttrpc/frame.ts";
import { Multiplexer, maxPieceLength } from "./multiplexer.ts";

interface Recorder extends DuplexEvents {
  readonly received: Uint8Array[];
  readonly closed: Promise<Error | undefined>;
}

function recorder(): Recorder {
  const received: Uint8Array[] = [];
  const { promise, resolve } = Promise.withResolvers<Error | undefined>();
  return {
    received,
    closed: promise,
    data: (bytes) => void received.push(bytes.slice()),
    drain: () => {},
    end: () => {},
    close: resolve,
  };
}

const message = (length: number): Uint8Array =>
  encodeFrame(1, frameType.request, 0, new Uint8Array(length).fill(7));

const header = (id: number, length: number): Uint8Array => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setUint32(0, id);
  new DataView(bytes.buffer).setUint32(4, length);
  return bytes;
};

function open(trunk: Duplex, id: number): { connection: Duplex; events: Recorder } {
  const connection = new Multiplexer(trunk).open(id);
  const events = recorder();
  connection.start(events);
  return { connection, events };
}

const total = ({ received }: Recorder): number => received.reduce((sum, { length }) => sum + length, 0);

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await new Promise(setImmediate);
  }
}

test.each([undefined, 1, 7, 4096])(
  "each connection gets its own bytes, cut at %p bytes on the way",
  async (chunk) => {
    const [left, right] = memoryPair(chunk === undefined ? {} : { chunk });
    const [ours, theirs] = [new Multiplexer(left), new Multiplexer(right)];
    const senders = [ours.open(1), ours.open(2)];
    const events = [recorder(), recorder()];
    for (const [index, receiver] of events.entries()) {
      senders[index]?.start(recorder());
      theirs.open(index + 1).start(receiver);
    }
    senders[0]?.write(message(10));
    senders[1]?.write(message(5000));
    senders[0]?.write(message(20));
    await until(() => events.every((one, index) => total(one) === [50, 5010][index]));
    expect(Buffer.concat(events[0]?.received ?? [])).toEqual(Buffer.concat([message(10), message(20)]));
    expect(Buffer.concat(events[1]?.received ?? [])).toEqual(Buffer.from(message(5000)));
  },
);

test("pieces fit into the buffer of a reader in Go, or are the rest of a message", async () => {
  const [left, right] = memoryPair();
  const { connection } = open(left, 1);
  const trunk = recorder();
  right.start(trunk);
  connection.write(Buffer.concat([message(100), message(9000), message(200)]));
  await until(() => total(trunk) === 9330 + 4 * 8);
  const bytes = Buffer.concat(trunk.received);
  const lengths: number[] = [];
  for (let at = 0; at < bytes.length; at += 8 + (lengths.at(-1) ?? 0)) {
    expect(bytes.readUInt32BE(at)).toBe(1);
    lengths.push(bytes.readUInt32BE(at + 4));
  }
  expect(lengths).toEqual([110, 4096, 9010 - 4096, 210]);
});

test("short messages that are written together are one piece", async () => {
  const [left, right] = memoryPair();
  const { connection } = open(left, 2);
  const trunk = recorder();
  right.start(trunk);
  connection.write(Buffer.concat([message(10), message(10)]));
  await until(() => total(trunk) > 0);
  expect(Buffer.concat(trunk.received).subarray(0, 8)).toEqual(Buffer.from(header(2, 40)));
});

test("bytes of a connection that nobody has opened are dropped", async () => {
  const [left, right] = memoryPair();
  const { events } = open(left, 1);
  right.start(recorder());
  right.write(Buffer.concat([header(9, 5), Buffer.from("wrong"), header(1, 2), Buffer.from("ok")]));
  await until(() => total(events) > 0);
  expect(Buffer.concat(events.received).toString()).toBe("ok");
});

test("an empty piece is nothing", async () => {
  const [left, right] = memoryPair();
  const { events } = open(left, 1);
  right.start(recorder());
  right.write(Buffer.concat([header(1, 0), header(1, 2), Buffer.from("ok")]));
  await until(() => total(events) > 0);
  expect(Buffer.concat(events.received).toString()).toBe("ok");
});

test.each([
  ["one byte too many", header(1, maxPieceLength + 1)],
  ["the greatest length", header(1, 0xffff_ffff)],
  ["HTTP", Buffer.from("GET / HTTP/1.1\r\n\r\n")],
])("a piece that is too long ends the connection and says so: %s", async (_what, bytes) => {
  const [left, right] = memoryPair();
  const { events } = open(left, 1);
  right.start(recorder());
  right.write(Buffer.concat([bytes, header(1, 2), Buffer.from("no")]));
  const error = await events.closed;
  expect(error?.message).toContain("the peer does not speak NRI");
  expect(events.received).toEqual([]);
});

test("a peer that leaves in the middle of a piece ends all connections, also one that starts later", async () => {
  const [left, right] = memoryPair();
  const multiplexer = new Multiplexer(left);
  const first = recorder();
  const late = multiplexer.open(2);
  multiplexer.open(1).start(first);
  right.start(recorder());
  right.write(Buffer.concat([header(1, 100), Buffer.from("half")]));
  await until(() => total(first) > 0);
  right.destroy();
  expect(await first.closed).toBeUndefined();
  const second = recorder();
  late.start(second);
  expect(await second.closed).toBeUndefined();
});

test("the trunk is read again when no connection is paused any more", async () => {
  const [left, right] = memoryPair();
  const multiplexer = new Multiplexer(left);
  const [one, two] = [multiplexer.open(1), multiplexer.open(2)];
  const events = recorder();
  one.start(events);
  two.start(recorder());
  right.start(recorder());
  one.pause();
  one.pause();
  two.pause();
  right.write(Buffer.concat([header(1, 2), Buffer.from("ok")]));
  one.resume();
  await new Promise(setImmediate);
  expect(events.received).toEqual([]);
  two.resume();
  await until(() => total(events) > 0);
});
