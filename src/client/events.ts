import { messageName } from "../core/any.ts";
import type { Envelope } from "../core/event.ts";
import { type Stub, stub } from "../rpc/channel.ts";
import { EventsService } from "../rpc/gen/events.ts";
import { anyOf, timestampOf } from "./convert.ts";
import type { RequestOptions, Wire } from "./wire.ts";

/** The events of the daemon, in all namespaces. */
export class Events {
  readonly #wire: Wire;
  readonly #service: Stub<typeof EventsService>;

  constructor(wire: Wire) {
    this.#wire = wire;
    this.#service = stub(wire.channel, EventsService);
  }

  /**
   * The events that happen from now on and match any of the filters, e.g. `topic~="/tasks/"`; without filters all. It ends when
   * the loop is left. Unavailable: the daemon went away; canceled: `signal` aborted.
   */
  async *subscribe(filters: readonly string[] = [], options?: RequestOptions): AsyncGenerator<Envelope> {
    const request = { filters: [...filters] };
    for await (const wire of this.#service.subscribe(request, this.#wire.call(options))) {
      const { namespace, topic } = wire;
      yield { namespace, topic, timestamp: timestampOf(wire.timestamp), event: anyOf(wire.event) };
    }
  }
}

/** The fields of an event that is one of containerd's own; undefined for any other. */
export async function decodeEvent({ event }: Envelope): Promise<Record<string, unknown> | undefined> {
  const { eventCodecs } = await import("../rpc/event-codecs.ts");
  return eventCodecs.get(messageName(event))?.decode(event.value);
}
