import { decodeEvent, type Envelope } from "../client/index.ts";
import { toDate, toRfc3339 } from "../core/time.ts";
import { command } from "./command.ts";
import { format, printLine, warn } from "./output.ts";

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
      // ^C is how one leaves.
      if (!session.signal.aborted) {
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
  const event = snakeCase(fields ?? {});
  const { topic, namespace } = envelope;
  if (asJson) {
    printLine(JSON.stringify({ timestamp: toRfc3339(envelope.timestamp), namespace, topic, event }));
  } else {
    const time = toRfc3339(envelope.timestamp).replace("T", " ").replace("Z", " +0000 UTC");
    printLine(`${time} ${namespace} ${topic} ${JSON.stringify(event)}`);
  }
}

/** Names as Go prints them; what holds its default is left out. */
function snakeCase(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(snakeCase);
  }
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) {
    return value;
  }
  if ("seconds" in value && "nanos" in value) {
    return toDate(value as { seconds: number; nanos: number }).toISOString();
  }
  const entries = Object.entries(value)
    .filter(([, field]) => !isDefault(field))
    .map(([name, field]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      snakeCase(field),
    ]);
  return Object.fromEntries(entries);
}

function isDefault(field: unknown): boolean {
  const isEmpty = typeof field === "object" && field !== null && Object.keys(field).length === 0;
  return field === "" || field === 0 || field === false || field === null || field === undefined || isEmpty;
}
