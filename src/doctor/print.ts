import type { Level, NamedFinding } from "./finding.ts";

/** Findings as lines for people: what was found, and below it what to do. No line is longer than `columns`, but for a long word. */
export function formatFindings(findings: readonly NamedFinding[], columns: number): string {
  const width = Math.max(...findings.map(({ check }) => check.length)) + 8;
  const lines = findings.flatMap(({ level, check, found, advice }) => [
    ...wrap(`${level.padEnd(4)}  ${check}`.padEnd(width), found, columns),
    ...(advice === "" ? [] : wrap(`${" ".repeat(width)}-> `, advice, columns)),
  ]);
  return [...lines, "", summaryOf(findings), ""].join("\n");
}

/** A text behind `start`, in as many lines as it takes; those after the first are as far to the right. */
function wrap(start: string, text: string, columns: number): string[] {
  const room = Math.max(columns - start.length, 20);
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line !== "" && line.length + 1 + word.length > room) {
      lines.push(word);
    } else {
      lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
    }
  }
  return lines.map((line, position) => (position === 0 ? start : " ".repeat(start.length)) + line);
}

/** Findings as JSON, with their names. */
export function findingsJson(findings: readonly NamedFinding[]): string {
  return `${JSON.stringify(findings, null, 4)}\n`;
}

function summaryOf(findings: readonly NamedFinding[]): string {
  const count = (wanted: Level): number => findings.filter(({ level }) => level === wanted).length;
  return `${count("ok")} ok, ${count("warn")} to look at, ${count("fail")} failed`;
}
