import { decodeEvent, type Envelope } from "../../client/index.ts";
import { toRfc3339 } from "../../core/time.ts";
import { command, isInterrupted } from "../command.ts";
import { format } from "../flags/shared.ts";
import { eventJson } from "../print/event-json.ts";
import { printLine, warn } from "../print/output.ts";

export default command({
  name: "events",
  aliases: ["event"],
  summary: "Display the daemon's events",
  usage: "[<filter> ...]",
  flags: { format },
  async run({ flags, args, session }) {
    const client = await session.connect();
    try {
      for await (const envelope of client.events.subscribe(args, session)) {
        await printEvent(envelope, flags.format === "json");
      }
    } catch (error) {
      // ^C is how a person ends this command, so it is no failure.
      if (!isInterrupted(session)) {
        throw error;
      }
    }
  },
});

async function printEvent(envelope: Envelope, asJson: boolean): Promise<void> {
  const fields = await decodeEvent(envelope);
  if (fields === undefined && envelope.event.typeUrl !== "") {
    warn(`cannot read an event of type ${envelope.event.typeUrl}`);
    return;
  }
  const event = eventJson(fields ?? {});
  const { topic, namespace } = envelope;
  if (asJson) {
    printLine(JSON.stringify({ timestamp: toRfc3339(envelope.timestamp), namespace, topic, event }));
  } else {
    const time = toRfc3339(envelope.timestamp).replace("T", " ").replace("Z", " +0000 UTC");
    printLine(`${time} ${namespace} ${topic} ${JSON.stringify(event)}`);
  }
}
