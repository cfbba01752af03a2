// Prints which containers end, and how, until it is interrupted.
// Usage: bun examples/watch-events.ts [ADDRESS]
import { Client, decodeEvent } from "tsrt/client";

const [address = "/run/tsrt/tsrt.sock"] = process.argv.slice(2);
const stop = new AbortController();
process.once("SIGINT", () => stop.abort());

await using client = await Client.connect(address);
try {
  for await (const envelope of client.events.subscribe(['topic=="/tasks/exit"'], { signal: stop.signal })) {
    const event = await decodeEvent(envelope);
    console.log(`${envelope.namespace}/${event?.containerId} ended with ${event?.exitStatus}`);
  }
} catch (error) {
  if (!stop.signal.aborted) {
    throw error;
  }
}
