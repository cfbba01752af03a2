import { expect, test } from "bun:test";
import { formatTable, narrow, tabbed, wide } from "./table.ts";

// What Go's text/tabwriter gives for the same cells.

test("a row that ends with an empty cell has its last column padded too", () => {
  const rows = [
    ["REF", "SIZE", ""],
    ["a/longer:name", "1 B", ""],
  ];
  expect(formatTable(rows, narrow)).toBe("REF           SIZE \na/longer:name 1 B  \n");
});

test("a header's own last column is as wide as the header", () => {
  const rows = [
    ["TASK", "STATUS", ""],
    ["c1", "RUNNING"],
  ];
  expect(formatTable(rows, wide)).toBe("TASK    STATUS    \nc1      RUNNING\n");
});

test("tabs lead to the next multiple of eight", () => {
  const rows = [
    ["DIGEST", "SIZE", "LABELS"],
    ["sha256:abcdefgh", "1.062MB", "-"],
  ];
  expect(formatTable(rows, tabbed)).toBe("DIGEST\t\tSIZE\tLABELS\nsha256:abcdefgh\t1.062MB\t-\n");
});

test("width counts characters, not bytes", () => {
  expect(
    formatTable(
      [
        ["é", "x"],
        ["ab", "y"],
      ],
      narrow,
    ),
  ).toBe("é  x\nab y\n");
});
