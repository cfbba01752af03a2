// The log: one line for each record, as text like logfmt or as JSON, written to standard error before the call returns.
import { writeSync } from "node:fs";

/** How important a record is, from the least to the most. */
export type Level = "trace" | "debug" | "info" | "warn" | "error" | "fatal";
/** What a record says beside its message. Errors and objects are printed, too. */
export type Fields = Readonly<Record<string, unknown>>;
/** How records are printed. */
export type Format = "text" | "json";

/** Something to log to. */
export interface Log {
  /** The least important level that is printed. */
  readonly level: Level;
  trace(message: string, fields?: Fields): void;
  debug(message: string, fields?: Fields): void;
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
  /** A log that adds `fields` to every record. */
  with(fields: Fields): Log;
}

/** All levels, from the least to the most important one. */
export const levels: readonly Level[] = ["trace", "debug", "info", "warn", "error", "fatal"];

/** How a log prints. */
export interface LogOptions {
  level: Level;
  format: Format;
  /** Is given each finished line without its line feed. Standard error, unless given. */
  sink?: (line: string) => void;
}

/** A log whose records all have the fields of `base`. */
export function createLog(options: LogOptions, base: Fields = {}): Log {
  const threshold = levels.indexOf(options.level);
  const sink = options.sink ?? writeStderr;
  const print = options.format === "json" ? printJson : printText;
  const at =
    (level: Level) =>
    (message: string, fields?: Fields): void => {
      if (levels.indexOf(level) >= threshold) {
        sink(print(level, message, { ...base, ...fields }));
      }
    };
  return {
    level: options.level,
    trace: at("trace"),
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    with: (fields) => createLog(options, { ...base, ...fields }),
  };
}

/** A log that prints nothing, for code that may run without a daemon. */
export const silent: Log = createLog({ level: "fatal", format: "text", sink: () => {} });

function writeStderr(line: string): void {
  try {
    writeSync(2, `${line}\n`);
  } catch {
    // A closed or full stderr must never stop the daemon.
  }
}

function printJson(level: Level, message: string, fields: Fields): string {
  const record: Record<string, unknown> = { time: new Date().toISOString(), level, msg: message };
  for (const [key, value] of Object.entries(fields)) {
    record[key] = value instanceof Error ? value.message : value;
  }
  return JSON.stringify(record);
}

function printText(level: Level, message: string, fields: Fields): string {
  let line = `time=${new Date().toISOString()} level=${level} msg=${JSON.stringify(message)}`;
  for (const [key, value] of Object.entries(fields)) {
    line += ` ${key}=${printValue(value)}`;
  }
  return line;
}

function printValue(value: unknown): string {
  const text =
    value instanceof Error
      ? value.message
      : typeof value === "object"
        ? JSON.stringify(value)
        : String(value);
  return /^[\w./:@+-]+$/.test(text) ? text : JSON.stringify(text);
}
