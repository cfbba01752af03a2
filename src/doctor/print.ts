import type { Level, NamedFinding } from "./finding.ts";

/** Findings as lines for people: what was found, and below it what to do. */
export function formatFindings(findings: readonly NamedFinding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.flatMap(({ level, check, found, advice }) => [
    `${level.padEnd(4)}  ${check.padEnd(width)}  ${found}`,
    ...(advice === "" ? [] : [`${" ".repeat(width + 8)}-> ${advice}`]),
  ]);
  return [...lines, "", summaryOf(findings), ""].join("\n");
}

/** Findings as JSON, with their names. */
export function findingsJson(findings: readonly NamedFinding[]): string {
  return `${JSON.stringify(findings, null, 4)}\n`;
}

function summaryOf(findings: readonly NamedFinding[]): string {
  const count = (wanted: Level): number => findings.filter(({ level }) => level === wanted).length;
  return `${count("ok")} ok, ${count("warn")} to look at, ${count("fail")} failed`;
}
