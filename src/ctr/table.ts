// Columns as Go's text/tabwriter sets them: people's scripts cut ctr's output by column.

export interface Layout {
  /** A column is at least this wide, padding included. */
  readonly minWidth: number;
  /** Between a column's widest cell and the next column. */
  readonly padding: number;
}

export const narrow: Layout = { minWidth: 1, padding: 1 };
export const wide: Layout = { minWidth: 4, padding: 4 };
export const spaced: Layout = { minWidth: 1, padding: 4 };

/** Every cell but the last of a row is padded; an empty last cell leaves the one before it padded too. */
export function formatTable(rows: readonly (readonly string[])[], layout: Layout): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.slice(0, -1).entries()) {
      const width = cell === "" ? 0 : Math.max(textWidth(cell) + layout.padding, layout.minWidth);
      widths[index] = Math.max(widths[index] ?? 0, width);
    }
  }
  return rows.map((row) => `${formatRow(row, widths)}\n`).join("");
}

function formatRow(row: readonly string[], widths: readonly number[]): string {
  const last = row.length - 1;
  return row
    .map((cell, index) => (index === last ? cell : cell + " ".repeat((widths[index] ?? 0) - textWidth(cell))))
    .join("");
}

function textWidth(cell: string): number {
  return [...cell].length;
}
