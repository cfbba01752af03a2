// Whether the log of a container has the lines that the container has printed.
import { existsSync, readFileSync } from "node:fs";
import type { ContainerPlan } from "./plan.ts";

const entry = /^\d{4}-\d\d-\d\dT\S+ stdout ([FP]) (.*)$/;

/**
 * - `whole`: the container has printed all of its lines.
 * - `beginning`: it was stopped, or ended with its shim, while it was printing.
 */
export type Extent = "whole" | "beginning";

/** What is wrong with the log; undefined when nothing is. Each number stands once and in its order. */
export function problemOf(path: string, { lines }: ContainerPlan, extent: Extent): string | undefined {
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  if (text !== "" && !text.endsWith("\n")) {
    return "the last entry of the log is torn";
  }
  const entries = text.split("\n").slice(0, -1);
  const last = extent === "beginning" ? entries.pop() : undefined;
  const wrong = entries.findIndex((line, index) => !isLine(line, index + 1));
  if (wrong >= 0) {
    return `entry ${wrong + 1} of the log is ${JSON.stringify(entries[wrong])}`;
  }
  if (extent === "whole") {
    return entries.length === lines ? undefined : `the log has ${entries.length} of ${lines} lines`;
  }
  return last === undefined || isBeginning(last, entries.length + 1)
    ? undefined
    : `the last entry of the log is ${JSON.stringify(last)}`;
}

function isLine(text: string, number: number): boolean {
  const [, tag, line] = entry.exec(text) ?? [];
  return tag === "F" && line === `line ${number}`;
}

/** The line itself, or a part of it that was all that came. */
function isBeginning(text: string, number: number): boolean {
  const [, tag, line = ""] = entry.exec(text) ?? [];
  return isLine(text, number) || (tag === "P" && `line ${number}`.startsWith(line));
}
