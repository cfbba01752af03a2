import { writeSync } from "node:fs";

export function print(line: string): void {
  writeAll(1, `${line}\n`);
}

export function complain(line: string): void {
  writeAll(2, `tsrt ttrpc: ${line}\n`);
}

/** A pipe may take only a part. */
function writeAll(fd: number, text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    rest = rest.subarray(writeSync(fd, rest));
  }
}

/** Columns as wide as their widest cell, two spaces between. */
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
