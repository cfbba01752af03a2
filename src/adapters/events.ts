import type { Envelope, Events } from "../core/event.ts";
import { now } from "../core/time.ts";
import { emptyAny, toAny } from "../messages/any.ts";
import type { Envelope as WireEnvelope } from "../rpc/gen/events.ts";
import { EventsService } from "../rpc/gen/events.ts";
import { EventsService as ForwardService } from "../rpc/gen/forward.ts";
import { type Registration, serve } from "../rpc/handler.ts";
import { scoped } from "./scope.ts";
import { empty, required } from "./wire.ts";

export function eventsService(events: Events): Registration {
  return serve(EventsService, {
    async publish(ctx, request) {
      const { namespace } = scoped(ctx);
      const event = toAny(required(request.event, "event"));
      events.forward({ timestamp: now(), namespace, topic: request.topic, event });
      return empty;
    },
    async forward(_ctx, request) {
      events.forward(toEnvelope(required(request.envelope, "envelope")));
      return empty;
    },
    subscribe: (ctx, request) => events.subscribe(ctx, request.filters),
  });
}

/** The service that shims call on `SOCKET.ttrpc` to publish their events. */
export function forwardService(events: Events): Registration {
  return serve(ForwardService, {
    async forward(_ctx, request) {
      events.forward(toEnvelope(required(request.envelope, "envelope")));
      return empty;
    },
  });
}

function toEnvelope(wire: WireEnvelope): Envelope {
  return {
    timestamp: wire.timestamp ?? { seconds: 0, nanos: 0 },
    namespace: wire.namespace,
    topic: wire.topic,
    event: wire.event === null ? emptyAny : toAny(wire.event),
  };
}
