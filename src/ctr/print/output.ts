// What commands print. It is written synchronously, so that nothing is lost when the process exits. When the reader has gone
// away (`| head`), the command ends without a word.
import { writeSync } from "node:fs";
import { isatty } from "node:tty";
import { exactNumber } from "../../core/exact-json.ts";
import { type Timestamp, toRfc3339 } from "../../core/time.ts";
import { errnoOf, invalidArgument } from "../../errors/index.ts";
import { windowSize } from "../../linux/terminal.ts";
import { formatTable, type Layout, narrow } from "./table.ts";

/** Thrown when nobody reads standard output any more. */
export class ClosedOutput extends Error {}

/** Prints a text or bytes to standard output. */
export function print(textOrBytes: string | Uint8Array): void {
  writeAll(1, textOrBytes);
}

/** Prints bytes to standard error. */
export function printToStderr(bytes: Uint8Array): void {
  writeAll(2, bytes);
}

/** Prints a line to standard output. */
export function printLine(line: string): void {
  print(`${line}\n`);
}

/** Prints what is going on. When nobody reads it any more, the command goes on. */
export function printStatus(text: string): void {
  writeUnread(1, text);
}

/** Prints a line to standard error. When nobody reads it any more, the command goes on. */
export function printError(line: string): void {
  writeUnread(2, `${line}\n`);
}

function writeUnread(fd: number, text: string): void {
  try {
    writeAll(fd, text);
  } catch (error) {
    if (!(error instanceof ClosedOutput)) {
      throw error;
    }
  }
}

/** Prints a warning to standard error. */
export function warn(message: string): void {
  printError(`WARNING: ${message}`);
}

function writeAll(fd: number, textOrBytes: string | Uint8Array): void {
  let rest = typeof textOrBytes === "string" ? Buffer.from(textOrBytes) : textOrBytes;
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(fd, rest));
    } catch (error) {
      if (errnoOf(error) === "EPIPE") {
        throw new ClosedOutput("output is closed", { cause: error });
      }
      if (errnoOf(error) !== "EAGAIN") {
        throw error;
      }
      // The terminal or pipe is non-blocking because another process that has it, too, made it so.
      Bun.sleepSync(1);
    }
  }
}

/** Prints a value as JSON. */
export function printJson(value: unknown): void {
  printLine(JSON.stringify(value, replace, 4));
}

/** Bytes, times and 64-bit numbers as Go prints them in JSON. */
function replace(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") {
    return exactNumber(value);
  }
  if (value instanceof Uint8Array) {
    return Buffer.from(value).toString("base64");
  }
  return isTimestamp(value) ? toRfc3339(value) : value;
}

function isTimestamp(value: unknown): value is Timestamp {
  const isObject = typeof value === "object" && value !== null;
  return isObject && Object.keys(value).sort().join() === "nanos,seconds";
}

/** How rows are printed. */
export interface Listing<T> {
  /** The cells of a row, by the headers of their columns. */
  readonly columns: Readonly<Record<string, (row: T) => string>>;
  /** How columns are set. Default: one space between them. */
  readonly layout?: Layout;
  /** Which lines end with a tab in ctr's own listing, so that their last column is padded, too. Default: all. */
  readonly tabs?: "all" | "header" | "none";
  /** A row as JSON. Default: the row itself. */
  readonly json?: (row: T) => unknown;
  /** Columns that are left out, in this order, as long as a terminal is too narrow for the others. Default: none. */
  readonly expendable?: readonly string[];
}

/** Prints rows as `--format` wants them. Invalid argument: a format that does not exist. */
export function printListing<T>(rows: readonly T[], wanted: string | undefined, listing: Listing<T>): void {
  switch (wanted) {
    case "json":
      printJson(rows.map(listing.json ?? ((row) => row)));
      return;
    case undefined:
    case "table":
    case "wide":
      printTable(rows, listing);
      return;
    default:
      throw invalidArgument("format must be table or json");
  }
}

function printTable<T>(rows: readonly T[], listing: Listing<T>): void {
  const width = terminalWidth();
  const names = Object.keys(listing.columns);
  let text = tableOf(rows, listing, names);
  for (const [count] of (listing.expendable ?? []).entries()) {
    if (widthOf(text) <= width) {
      break;
    }
    const left = listing.expendable?.slice(0, count + 1) ?? [];
    text = tableOf(
      rows,
      listing,
      names.filter((name) => !left.includes(name)),
    );
  }
  print(text);
}

function tableOf<T>(rows: readonly T[], listing: Listing<T>, names: readonly string[]): string {
  const { tabs = "all", columns } = listing;
  const header = [...names, ...(tabs === "none" ? [] : [""])];
  const end = tabs === "all" ? [""] : [];
  const lines = rows.map((row) => [...names.map((name) => columns[name]?.(row) ?? ""), ...end]);
  return formatTable([header, ...lines], listing.layout ?? narrow);
}

function widthOf(text: string): number {
  return Math.max(...text.split("\n").map((line) => [...line].length));
}

/** Infinite where standard output is no terminal, or one that has no size. */
function terminalWidth(): number {
  const columns = isatty(1) ? windowSize(1).columns : 0;
  return columns === 0 ? Number.POSITIVE_INFINITY : columns;
}
