// Columns, set as Go's text/tabwriter sets them, because people's scripts cut ctr's output by column.

/** How columns are set. Widths are characters. */
export interface Layout {
  /** The least width of a column, with its padding. */
  readonly minWidth: number;
  /** The space between the widest cell of a column and the next column. */
  readonly padding: number;
  /** Whether to pad with tabs, to multiples of eight. Default: with spaces. */
  readonly tabs?: boolean;
}

const tabWidth = 8;

/** The layouts of ctr's listings. */
export const narrow: Layout = { minWidth: 1, padding: 1 };
export const wide: Layout = { minWidth: 4, padding: 4 };
export const spaced: Layout = { minWidth: 1, padding: 4 };
export const compact: Layout = { minWidth: 1, padding: 2 };
export const tabbed: Layout = { minWidth: 1, padding: 1, tabs: true };

/** Sets rows as columns. All cells of a row but the last are padded; an empty last cell has the one before it padded, too. */
export function formatTable(rows: readonly (readonly string[])[], layout: Layout): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.slice(0, -1).entries()) {
      const width = cell === "" ? 0 : Math.max(textWidth(cell) + layout.padding, layout.minWidth);
      widths[index] = Math.max(widths[index] ?? 0, width);
    }
  }
  const pad = layout.tabs === true ? padWithTabs : padWithSpaces;
  return rows.map((row) => `${formatRow(row, widths, pad)}\n`).join("");
}

type Pad = (cell: string, width: number) => string;

const padWithSpaces: Pad = (cell, width) => cell + " ".repeat(width - textWidth(cell));

const padWithTabs: Pad = (cell, width) => {
  const end = Math.ceil(width / tabWidth) * tabWidth;
  return cell + "\t".repeat(Math.ceil((end - textWidth(cell)) / tabWidth));
};

function formatRow(row: readonly string[], widths: readonly number[], pad: Pad): string {
  const last = row.length - 1;
  return row.map((cell, index) => (index === last ? cell : pad(cell, widths[index] ?? 0))).join("");
}

function textWidth(cell: string): number {
  return [...cell].length;
}
