import { expect, test } from "bun:test";
import type { Envelope, Events } from "../../core/event.ts";
import { invalidArgument, kindOf, unavailable } from "../../errors/index.ts";
import { silent } from "../../log/index.ts";
import { EventPublisher } from "./event-publisher.ts";

const envelope = (topic: string): Envelope => ({
  timestamp: { seconds: 1, nanos: 0 },
  namespace: "n",
  topic,
  event: { typeUrl: "", value: new Uint8Array() },
});

class Bus {
  readonly published: string[] = [];
  isDraining = false;

  forward({ topic }: Envelope): void {
    if (this.isDraining) {
      throw unavailable("stopping");
    }
    if (topic === "/bad") {
      throw invalidArgument("topic");
    }
    this.published.push(topic);
  }
}

function setUp(): { bus: Bus; publisher: EventPublisher; noted: string[]; publish(topic: string): void } {
  const bus = new Bus();
  const publisher = new EventPublisher(bus as unknown as Events, silent);
  const noted: string[] = [];
  return {
    bus,
    publisher,
    noted,
    publish: (topic) => publisher.publish(envelope(topic), () => noted.push(topic)),
  };
}

test("the order is kept across the opening, and a bad event stops nothing", async () => {
  const { bus, publisher, noted, publish } = setUp();
  for (const topic of ["/one", "/bad", "/two"]) {
    publish(topic);
  }
  const flushed = publisher.flushed().then(() => [...bus.published]);
  expect(bus.published).toEqual([]);
  publisher.open();
  publish("/three");
  expect(bus.published).toEqual(["/one", "/two", "/three"]);
  expect(noted).toEqual(["/one", "/bad", "/two", "/three"]);
  expect(await flushed).toEqual(["/one", "/two", "/three"]);
});

test("an event that cannot be noted is published all the same, and so is what follows", () => {
  const { bus, publisher } = setUp();
  publisher.open();
  publisher.publish(envelope("/one"), () => {
    throw new Error("disk full");
  });
  publisher.publish(envelope("/two"));
  expect(bus.published).toEqual(["/one", "/two"]);
});

test("what the stopping bus refuses is not noted as published, and neither is what follows", async () => {
  const { bus, publisher, noted, publish } = setUp();
  publisher.open();
  publish("/before");
  await publisher.flushed();
  bus.isDraining = true;
  publish("/refused");
  bus.isDraining = false;
  publish("/after");
  expect(bus.published).toEqual(["/before"]);
  expect(noted).toEqual(["/before"]);
  expect(await publisher.flushed().catch(kindOf)).toBe("unavailable");
});

test("what is held back when the daemon stops is not noted as published", async () => {
  const { bus, publisher, noted, publish } = setUp();
  publish("/held");
  const flushed = publisher.flushed().catch(kindOf);
  publisher.close();
  await publisher.opened;
  publisher.open();
  expect(bus.published).toEqual([]);
  expect(noted).toEqual([]);
  expect(await flushed).toBe("unavailable");
});

test("a bus that begins to refuse while what was held back is published refuses the rest, too", async () => {
  const { bus, publisher, noted, publish } = setUp();
  publisher.publish(envelope("/one"), () => {
    bus.isDraining = true;
  });
  publish("/two");
  const flushed = publisher.flushed().catch(kindOf);
  publisher.open();
  expect(bus.published).toEqual(["/one"]);
  expect(noted).toEqual([]);
  expect(await flushed).toBe("unavailable");
  expect(publisher.isOpen).toBe(false);
});
