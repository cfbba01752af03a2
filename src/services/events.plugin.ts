import { EventCodec, Events } from "../core/event.ts";
import { plugin } from "../plugin/index.ts";
import { EventBus } from "./events.ts";

export default plugin(Events, "exchange", {
  needs: { codec: EventCodec },
  start: ({ codec }) => new EventBus(codec),
});
