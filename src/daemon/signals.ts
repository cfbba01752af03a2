// Signals tell the daemon to stop, or to write what it is doing to the log. Errors that nobody caught are logged.
import { writeSync } from "node:fs";
import type { Log } from "../log/index.ts";

export interface Signals {
  /** Resolves with the signal's name when the daemon shall stop. A second such signal ends the process at once. */
  readonly stop: Promise<string>;
  readonly isStopping: () => boolean;
}

export function handleSignals(log: Log, dump: () => void): Signals {
  const stop = Promise.withResolvers<string>();
  let isStopping = false;
  const onStop = (signal: NodeJS.Signals): void => {
    if (isStopping) {
      writeSync(2, `tsrt daemon: ${signal} again: ending at once\n`);
      process.exit(1);
    }
    isStopping = true;
    log.info("stopping", { signal });
    stop.resolve(signal);
  };
  process.on("SIGTERM", onStop);
  process.on("SIGINT", onStop);
  process.on("SIGUSR1", dump);
  // A daemon outlives the terminal it was started from.
  process.on("SIGHUP", () => {});
  return { stop: stop.promise, isStopping: () => isStopping };
}

/** Logs errors that nobody caught, with where they came from: the error of one call must not end the daemon for all. */
export function handleStrayErrors(log: Log): void {
  const told = (message: string) => (error: unknown) => {
    const stack = error instanceof Error ? error.stack : undefined;
    log.error(message, { error, ...(stack === undefined ? {} : { stack }) });
  };
  process.on("uncaughtException", told("uncaught exception"));
  process.on("unhandledRejection", told("unhandled rejection"));
}
