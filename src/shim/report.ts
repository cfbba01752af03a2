// Writes the shim's log: lines of text on stderr, which is the file or FIFO `log`. The daemon's logger would take more memory
// in each shim.
import { writeSync } from "node:fs";
import { messageOf } from "../errors/index.ts";

export function report(level: "debug" | "info" | "warn" | "error", message: string, error?: unknown): void {
  const cause = error === undefined ? "" : ` error=${JSON.stringify(messageOf(error))}`;
  const time = new Date().toISOString();
  try {
    writeSync(2, `time=${JSON.stringify(time)} level=${level} msg=${JSON.stringify(message)}${cause}\n`);
  } catch {
    // Nobody reads the log: that must not stop a container.
  }
}
