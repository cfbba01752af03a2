// What is acknowledged to a shim, and when: it forgets what is acknowledged.
import { expect, test } from "bun:test";
import type { Envelope, Events } from "../../core/event.ts";
import type { ShimRecord } from "../../core/shim-record.ts";
import { unavailable } from "../../errors/index.ts";
import { silent } from "../../log/index.ts";
import type { Channel } from "../../rpc/channel.ts";
import { closedChannel } from "./connect.ts";
import { EventPublisher } from "./event-publisher.ts";
import { receiveEvents } from "./event-stream.ts";
import { shimPaths } from "./paths.ts";
import { Shim } from "./shim.ts";
import type { ShimUser } from "./shim-user.ts";

const record = {
  ...{ format: 1, namespace: "n", group: "g", address: "unix:///s", executable: "" },
  ...{ runtime: "built-in", version: 3, protocol: "ttrpc", pid: 7, startTime: 8 },
} as const satisfies ShimRecord;

const entry = (number: number) => ({
  ...{ number, namespace: "n", topic: `/t/${number}` },
  timestamp: { seconds: 1, nanos: 0 },
  event: { typeUrl: "", value: new Uint8Array() },
});

/** A shim's end of a connection: it tells its events and hears what is acknowledged. */
function channelOf(numbers: readonly number[], acknowledged: number[]): Channel {
  return {
    ...closedChannel,
    stream: async function* () {
      for (const number of numbers) {
        yield entry(number) as never;
      }
    },
    unary: async (_method, request) => {
      acknowledged.push((request as unknown as { number: number }).number);
      return {} as never;
    },
  };
}

function setUp(publishedBefore: readonly string[] = []) {
  const published: string[] = [];
  const bus = { isDraining: false };
  const forward = ({ topic }: Envelope): void => {
    if (bus.isDraining) {
      throw unavailable("stopping");
    }
    published.push(topic);
  };
  const publisher = new EventPublisher({ forward } as unknown as Events, silent);
  const user: ShimUser = {
    isServing: () => true,
    noteEvent: (_shim, { topic }) => ({
      wasPublished: publishedBefore.includes(topic),
      onPublished: () => {},
    }),
    noteDisconnected: () => {},
    cleanUp: async () => {},
  };
  return { bus, published, publisher, receiver: { user, publisher, log: silent } };
}

const turn = (): Promise<void> => new Promise(setImmediate);

test("events are acknowledged once they are published, and not while they are held back", async () => {
  const { publisher, published, receiver } = setUp();
  const acknowledged: number[] = [];
  await receiveEvents(new Shim(shimPaths("/s", "k"), record, channelOf([1, 2], acknowledged)), receiver);
  expect(acknowledged).toEqual([]);
  publisher.open();
  expect(published).toEqual(["/t/1", "/t/2"]);
  expect(acknowledged).toEqual([1, 2]);
});

test("one that an earlier daemon published is only acknowledged, and not before those that are held back", async () => {
  const { publisher, published, receiver } = setUp(["/t/2"]);
  const acknowledged: number[] = [];
  await receiveEvents(new Shim(shimPaths("/s", "k"), record, channelOf([1, 2], acknowledged)), receiver);
  await turn();
  expect(acknowledged).toEqual([]);
  publisher.open();
  await turn();
  expect(published).toEqual(["/t/1"]);
  expect(acknowledged).toEqual([1, 2]);
});

test("what a stopping bus refuses is not acknowledged, and neither is anything after it", async () => {
  const { bus, publisher, receiver } = setUp(["/t/3"]);
  const acknowledged: number[] = [];
  publisher.open();
  bus.isDraining = true;
  await receiveEvents(new Shim(shimPaths("/s", "k"), record, channelOf([1, 2, 3], acknowledged)), receiver);
  await turn();
  expect(acknowledged).toEqual([]);
});

test("after a reconnect events are acknowledged over the new connection, and none is published twice", async () => {
  const { publisher, published, receiver } = setUp();
  const [old, fresh]: [number[], number[]] = [[], []];
  const shim = new Shim(shimPaths("/s", "k"), record, channelOf([1, 2], old));
  await receiveEvents(shim, receiver);
  shim.become("disconnected");
  shim.reconnect(channelOf([1, 2, 3], fresh));
  await receiveEvents(shim, receiver);
  publisher.open();
  expect(published).toEqual(["/t/1", "/t/2", "/t/3"]);
  expect(old).toEqual([]);
  expect(fresh).toEqual([1, 2, 3]);
});
