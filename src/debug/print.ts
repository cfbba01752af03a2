import { writeSync } from "node:fs";

/** Prints a line to standard output. */
export function print(line: string): void {
  writeAll(1, `${line}\n`);
}

/** Prints a failure to standard error. */
export function complain(line: string): void {
  writeAll(2, `tsrt ttrpc: ${line}\n`);
}

/** Writes all of `text`, of which a pipe may take a part only at a time. */
function writeAll(fd: number, text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    rest = rest.subarray(writeSync(fd, rest));
  }
}

/** Prints rows as columns, which are as wide as their widest cells, with two spaces between them. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_cell, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  for (const row of rows) {
    print(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    );
  }
}
