import { expect, test } from "bun:test";
import { background } from "../context/index.ts";
import type { Any } from "../core/any.ts";
import type { Envelope, EventCodec } from "../core/event.ts";
import { messageOf } from "../errors/index.ts";
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
