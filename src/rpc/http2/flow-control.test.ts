import { expect, spyOn, test } from "bun:test";
import { RawPeer } from "../../../test/harness/http2-raw-peer.ts";
import { memoryPair } from "../transport/memory.ts";
import { Http2Connection } from "./connection.ts";
import { errorCode } from "./errors.ts";
import { flag, frameType, readUint32 } from "./frame.ts";
import type { Limits } from "./limits.ts";
import { settingId } from "./settings.ts";
import type { Http2Stream } from "./stream.ts";

const nothing = new Uint8Array(0);

interface Opened {
  readonly stream: Http2Stream;
  received: number;
}

function setup(limits: Partial<Limits> = {}, highWater = 1 << 20) {
  const [left, right] = memoryPair({ highWater });
  const opened: Opened[] = [];
  const connection = new Http2Connection(
    left,
    { role: "server", limits },
    {
      opened(stream) {
        const entry: Opened = { stream, received: 0 };
        opened.push(entry);
        stream.events = {
          headers() {},
          data: (_bytes, start, end) => {
            entry.received += end - start;
          },
          ended() {},
          aborted() {},
        };
      },
      closed() {},
    },
  );
  return { connection, opened, peer: new RawPeer(right) };
}

const first = (opened: Opened[]): Opened => opened[0] as Opened;

test("a server sends SETTINGS at once, before the client sends a byte", async () => {
  const { peer } = setup();
  await peer.until(() => peer.heard.length >= 2);
  expect(peer.heard.map((frame) => frame.type)).toEqual([frameType.settings, frameType.windowUpdate]);
});

test("DATA waits for the peer's window, even after SETTINGS made it negative", async () => {
  const { peer, opened } = setup();
  peer.greet([settingId.initialWindowSize, 100]);
  peer.request(1, "/a/b");
  await peer.settle();
  const { stream } = first(opened);
  stream.write(new Uint8Array(1000), nothing, false);
  await peer.settle();
  expect(peer.dataLength(1)).toBe(100);
  expect(stream.isWritable).toBe(false);

  peer.settings([settingId.initialWindowSize, 50]);
  peer.windowUpdate(1, 40);
  await peer.settle();
  expect(peer.dataLength(1)).toBe(100);
  peer.windowUpdate(1, 20);
  await peer.settle();
  expect(peer.dataLength(1)).toBe(110);

  // What WINDOW_UPDATE gave is kept when SETTINGS raise the window: where Bun's node:http2 fails.
  peer.settings([settingId.initialWindowSize, 550]);
  await peer.settle();
  expect(peer.dataLength(1)).toBe(610);
  peer.windowUpdate(1, 10_000);
  await peer.settle();
  expect(peer.dataLength(1)).toBe(1000);
  expect(stream.isWritable).toBe(true);
});

test("streams share the connection's window and take turns, one frame each", async () => {
  const { peer, opened } = setup();
  peer.greet([settingId.initialWindowSize, 1 << 20]);
  peer.request(1, "/a/b");
  peer.request(3, "/a/b");
  await peer.settle();
  for (const { stream } of opened) {
    stream.write(new Uint8Array(100_000), nothing, false);
  }
  await peer.settle();
  expect(peer.dataLength(1) + peer.dataLength(3)).toBe(65_535);
  peer.windowUpdate(0, 60_000);
  await peer.settle();
  expect(peer.dataLength(1) + peer.dataLength(3)).toBe(125_535);
  expect(peer.dataLength(3)).toBeGreaterThan(25_000);
  peer.windowUpdate(0, 100_000);
  await peer.settle();
  expect([peer.dataLength(1), peer.dataLength(3)]).toEqual([100_000, 100_000]);
});

test("the end of a stream needs no window, but waits for the bytes before it", async () => {
  const { peer, opened } = setup();
  peer.greet([settingId.initialWindowSize, 0]);
  peer.request(1, "/a/b");
  peer.request(3, "/a/b");
  await peer.settle();
  opened[0]?.stream.headers([{ name: ":status", value: "200" }]);
  opened[0]?.stream.end([{ name: "grpc-status", value: "0" }]);
  opened[1]?.stream.write(new Uint8Array(5), nothing, false);
  opened[1]?.stream.end([{ name: "grpc-status", value: "1" }]);
  await peer.settle();
  expect(peer.lastFields(1)).toEqual({ "grpc-status": "0" });
  expect(peer.lastFields(3)).toBeUndefined();
  peer.windowUpdate(3, 5);
  await peer.settle();
  expect(peer.lastFields(3)).toEqual({ "grpc-status": "1" });
  expect(peer.of(frameType.headers, 3)[0]?.flags).toBe(flag.endHeaders | flag.endStream);
});

test("a stream's credit comes back when its bytes are consumed, not before", async () => {
  const { peer, opened } = setup({ streamWindow: 1000 });
  peer.greet();
  peer.request(1, "/a/b");
  peer.data(1, new Uint8Array(900));
  await peer.settle();
  expect(peer.of(frameType.windowUpdate, 1)).toEqual([]);
  first(opened).stream.consumed(900);
  await peer.settle();
  const [update] = peer.of(frameType.windowUpdate, 1);
  expect(readUint32((update as { payload: Uint8Array }).payload, 0)).toBe(900);
});

test("bytes that were released are not credited again when they are read after all", async () => {
  const { connection, peer, opened } = setup();
  const read = spyOn(connection.window, "read");
  peer.greet();
  peer.request(1, "/a/b");
  peer.data(1, new Uint8Array(900));
  await peer.settle();
  const { stream } = first(opened);
  stream.consumed(300);
  stream.releaseUnread();
  stream.consumed(600);
  expect(read.mock.calls.reduce((sum, [length]) => sum + length, 0)).toBe(900);
});

test("padding is credited, and not delivered", async () => {
  const { peer, opened } = setup({ streamWindow: 100 });
  peer.greet();
  peer.request(1, "/a/b");
  const padded = new Uint8Array(90);
  padded[0] = 80;
  peer.frame(frameType.data, flag.padded, 1, padded);
  await peer.settle();
  expect(first(opened).received).toBe(9);
  expect(peer.of(frameType.windowUpdate, 1).length).toBe(1);
});

test("more than the window allows is an error of the stream, or of the connection", async () => {
  const stream = setup({ streamWindow: 1000 });
  stream.peer.greet();
  stream.peer.request(1, "/a/b");
  stream.peer.data(1, new Uint8Array(1001));
  await stream.peer.settle();
  expect(stream.peer.resetCode(1)).toBe(errorCode.flowControl);

  const whole = setup({ connectionWindow: 65_535, maxUnread: 0 });
  whole.peer.greet();
  whole.peer.request(1, "/a/b");
  for (let count = 0; count < 5; count++) {
    whole.peer.data(1, new Uint8Array(16_000));
  }
  await whole.peer.settle();
  expect(whole.peer.goawayCode).toBe(errorCode.flowControl);
});

test("one slow stream leaves the connection's window open, many do not", async () => {
  const { peer, opened } = setup({ connectionWindow: 100_000, maxUnread: 150_000, streamWindow: 100_000 });
  const given = (): number =>
    peer.of(frameType.windowUpdate, 0).reduce((sum, frame) => sum + readUint32(frame.payload, 0), 0);
  peer.greet();
  await peer.settle();
  const before = given();
  for (let stream = 1; stream <= 11; stream += 2) {
    peer.request(stream, "/a/b");
    peer.data(stream, new Uint8Array(16_000));
    peer.data(stream, new Uint8Array(16_000));
    await peer.settle();
  }
  const unread = 6 * 32_000;
  expect(given() - before).toBeLessThanOrEqual(150_000);
  expect(given() - before).toBeGreaterThan(60_000);
  for (const { stream, received } of opened) {
    stream.consumed(received);
  }
  await peer.settle();
  expect(given() - before).toBeGreaterThan(unread - 50_000);
});

test("a duplex that is full holds the writer back until it drains", async () => {
  const { peer, opened } = setup({}, 50_000);
  peer.greet([settingId.initialWindowSize, 10 << 20]);
  peer.windowUpdate(0, 10 << 20);
  peer.request(1, "/a/b");
  await peer.settle();
  peer.pause();
  const { stream } = first(opened);
  stream.write(new Uint8Array(1 << 20), nothing, false);
  expect(stream.isWritable).toBe(false);
  let isWritten = false;
  const written = stream.written().then(() => {
    isWritten = true;
  });
  await Bun.sleep(20);
  expect(isWritten).toBe(false);
  peer.resume();
  await written;
  await peer.settle();
  expect(peer.dataLength(1)).toBe(1 << 20);
});
