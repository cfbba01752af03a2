// Logs as logfmt-like text or JSON, one line a record, written synchronously to stderr.
import { writeSync } from "node:fs";

export type Level = "trace" | "debug" | "info" | "warn" | "error" | "fatal";
export type Fields = Readonly<Record<string, unknown>>;
export type Format = "text" | "json";

export interface Log {
  readonly level: Level;
  trace(message: string, fields?: Fields): void;
  debug(message: string, fields?: Fields): void;
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
  /** A log that adds `fields` to every record. */
  with(fields: Fields): Log;
}

export const levels: readonly Level[] = ["trace", "debug", "info", "warn", "error", "fatal"];

export interface LogOptions {
  level: Level;
  format: Format;
  /** Receives each finished line, without the line feed. Default: standard error. */
  sink?: (line: string) => void;
}

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

/** For code that may run without a daemon: says nothing. */
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
