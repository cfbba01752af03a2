import { expect, test } from "bun:test";
import { background } from "../context/index.ts";
import type { Any } from "../core/any.ts";
import type { Envelope, EventCodec } from "../core/event.ts";
import { kindOf, messageOf } from "../errors/index.ts";
import { EventBus } from "./events.ts";

/** JSON instead of protobuf: the bus does not know the difference. */
const codec: EventCodec = {
  encode: ({ name, fields }) => ({ typeUrl: name, value: Buffer.from(JSON.stringify(fields)) }),
  field: (event, path) => JSON.parse(Buffer.from(event.value).toString())[path.join(".")],
};

const event: Any = { typeUrl: "x", value: Buffer.from('{"container_id":"c1"}') };
const envelope: Envelope = {
  timestamp: { seconds: 1, nanos: 0 },
  namespace: "moby",
  topic: "/tasks/exit",
  event,
};

function cancelable() {
  const controller = new AbortController();
  return { ctx: { ...background(), signal: controller.signal }, cancel: () => controller.abort() };
}

async function take(events: AsyncIterable<Envelope>, count: number): Promise<string[]> {
  const topics: string[] = [];
  for await (const { topic } of events) {
    topics.push(topic);
    if (topics.length === count) {
      break;
    }
  }
  return topics;
}

test("a subscriber gets everything since it subscribed, in order, however late it reads", async () => {
  const bus = new EventBus(codec);
  bus.publish("default", "/too/early", event);
  const events = bus.subscribe(background());
  for (let number = 0; number < 5000; number++) {
    bus.publish("default", `/n/${number}`, { name: "N", fields: { number } });
  }
  expect(await take(events, 5000)).toEqual(Array.from({ length: 5000 }, (_, number) => `/n/${number}`));
  expect(bus.subscribers).toBe(0);
});

test("a waiting subscriber is woken, and ends with its context", async () => {
  const bus = new EventBus(codec);
  const { ctx, cancel } = cancelable();
  const reading = take(bus.subscribe(ctx), 10);
  bus.publish("default", "/a/b", event);
  await Bun.sleep(1);
  cancel();
  expect(await reading).toEqual(["/a/b"]);
  expect(bus.subscribers).toBe(0);
});

test("a drain gives each subscriber what was published before, then ends it as unavailable", async () => {
  const bus = new EventBus(codec);
  const { ctx, cancel } = cancelable();
  const slow = bus.subscribe(background())[Symbol.asyncIterator]();
  const gone = bus.subscribe(ctx);
  const waiting = take(bus.subscribe(background(), ["topic==none"]), 1).catch(kindOf);
  bus.publish("default", "/a", event);
  bus.publish("default", "/b", event);
  let isDrained = false;
  const drained = bus.drain().then(() => {
    isDrained = true;
  });
  expect(await waiting).toBe("unavailable");
  expect((await slow.next()).value?.topic).toBe("/a");
  expect((await slow.next()).value?.topic).toBe("/b");
  expect(isDrained).toBe(false);
  expect(await slow.next().catch(kindOf)).toBe("unavailable");
  cancel();
  await drained;
  expect(await take(gone, 1)).toEqual([]);
});

test("after a drain nobody's event is taken for published, and nobody subscribes", async () => {
  const bus = new EventBus(codec);
  await bus.drain();
  let error: unknown;
  try {
    bus.forward(envelope);
  } catch (caught) {
    error = caught;
  }
  expect(kindOf(error)).toBe("unavailable");
  expect(messageOf(error)).toContain("event /tasks/exit is not taken: the daemon is stopping");
  expect(() => bus.publish("default", "/a", event)).not.toThrow();
  expect(await take(bus.subscribe(background()), 1).catch(kindOf)).toBe("unavailable");
});

test("a context that is over subscribes to nothing", async () => {
  const bus = new EventBus(codec);
  const { ctx, cancel } = cancelable();
  cancel();
  expect(await take(bus.subscribe(ctx), 1)).toEqual([]);
  expect(bus.subscribers).toBe(0);
});

test.each([
  [[], true],
  [["namespace==moby,topic~=|^/tasks/|"], true],
  [["namespace==default"], false],
  [['topic=="/tasks/oom"', 'topic~="/images/"'], false],
  [["event.container_id==c1"], true],
  [["event.container_id==c2"], false],
])("filters %p", async (filters, expected) => {
  const bus = new EventBus(codec);
  const { ctx, cancel } = cancelable();
  const events = bus.subscribe(ctx, filters);
  bus.forward(envelope);
  const reading = take(events, 1);
  await Bun.sleep(0);
  cancel();
  expect(await reading).toEqual(expected ? ["/tasks/exit"] : []);
});

test("a bad filter is refused at once", () => {
  const bus = new EventBus(codec);
  expect(() => bus.subscribe(background(), ["topic==/tasks/oom"])).toThrow(
    "failed parsing subscription filters: filters: parse error: [topic== >|/|< tasks/oom]: invalid quote encountered",
  );
  expect(bus.subscribers).toBe(0);
});

test.each([
  [{ topic: "" }, 'envelope topic "": must not be empty: invalid argument'],
  [{ topic: "tasks" }, "envelope topic \"tasks\": must start with '/': invalid argument"],
  [{ topic: "/" }, 'envelope topic "/": must have at least one component: invalid argument'],
  [
    { topic: "/a//b" },
    'envelope topic "/a//b": failed validation on component "": identifier must not be empty: invalid argument',
  ],
  [{ namespace: "" }, "event envelope has invalid namespace: identifier must not be empty: invalid argument"],
  [{ timestamp: { seconds: 0, nanos: 0 } }, "timestamp must be set on forwarded event: invalid argument"],
])("an envelope with %p is refused", (change, text) => {
  const bus = new EventBus(codec);
  try {
    bus.forward({ ...envelope, ...change });
    expect.unreachable();
  } catch (error) {
    expect(messageOf(error)).toBe(text);
  }
});
