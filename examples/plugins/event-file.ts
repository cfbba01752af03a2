// A plugin that writes each event as a line to a file. To use it, copy it to plugin_dir (/etc/tsrt/plugins) and restart the daemon.
// Its settings are:
//
//   [plugins."io.example.event-sink.v1.file"]
//   path = "/var/log/tsrt-events"
import { appendFile } from "node:fs/promises";
import { Events, isKind, key, type Log, plugin, SkipPlugin, slot } from "tsrt/plugin";

/** The plugin defines its own slot, through which other plugins could use what it provides. */
const EventSink = slot<object>("io.example.event-sink.v1");

export default plugin(EventSink, "file", {
  needs: { events: Events },
  config: {
    path: key.string("", "file that gets a line for each event; empty: none"),
    topics: key.string("/", "beginning of the topics to write"),
  },
  start({ events, config, log, signal }) {
    if (config.path === "") {
      throw new SkipPlugin("no path is configured");
    }
    follow(events, config, signal).catch((error: unknown) => tell(log, signal, error));
    return {};
  },
});

async function follow(
  events: Events,
  config: { readonly path: string; readonly topics: string },
  signal: AbortSignal,
): Promise<void> {
  for await (const { namespace, topic } of events.subscribe({ signal })) {
    if (topic.startsWith(config.topics)) {
      await appendFile(config.path, `${namespace} ${topic}\n`);
    }
  }
}

/** When the daemon stops, the subscription ends with an error of kind unavailable, after the last event. */
function tell(log: Log, signal: AbortSignal, error: unknown): void {
  if (!signal.aborted && !isKind(error, "unavailable")) {
    log.error("events are not written any more", { error });
  }
}
