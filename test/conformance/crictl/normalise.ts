// What two runs of the same command on the same daemon do not have in common, taken out of its output.
import type { Result } from "../../harness/command.ts";
import { withoutDifferences } from "./differences.ts";
import type { Node } from "./node.ts";

/** How an output is read. */
export interface Reading {
  /** Numbers are measured: all count as one. */
  readonly measures?: boolean;
  /** Lists, and lines of a table, come in any order. */
  readonly unordered?: boolean;
}

const varying: readonly (readonly [RegExp, string])[] = [
  // klog's prefix: the time, the pid of crictl and a line of its source.
  [/^[EWI]\d{4} [\d:.]+ +\d+ [a-z_]+\.go:\d+\]/gm, "KLOG"],
  [/\b10\.214\.[12]\.\d+/g, "ADDRESS"],
  [/\b([0-9a-f]{2}:){5}[0-9a-f]{2}\b/g, "MAC"],
  [/\bveth[0-9a-f]{8}\b/g, "VETH"],
  [/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "UUID"],
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?( [+-]\d{4} [A-Z]{3})?/g, "TIME"],
  [/\b(Less than a second|About a minute|\d+ (seconds?|minutes?)) ago\b/g, "AGO"],
  [/("(?:pid|createdAt|timestamp)"): ?"?\d+"?/g, "$1: N"],
  [/\b1\d{18}\b/g, "NANOS"],
  [/\/proc\/\d+\/ns\//g, "/proc/PID/ns/"],
  // Ids that nobody was told: of commands in containers, and of pods that were not made.
  [/(exec|sandbox) \\"[0-9a-f]{64}\\"/g, '$1 \\"ID\\"'],
  [/\/(io\.containerd\.grpc\.v1\.cri|io\.containerd\.cri\.v1\.runtime)\b/g, "/CRI"],
];

/** The text with names in place of ids and of what else varies; white space counts as one blank, but for line breaks. */
export function normalise(
  { status, stdout, stderr }: Result,
  node: Node,
  args: readonly string[],
  { measures = false, unordered = false }: Reading,
): string {
  const out = printed(withNames(Bun.stripANSI(stdout), node), args, unordered);
  let text = `${out}${withNames(Bun.stripANSI(stderr), node)}status ${status}`;
  for (const [pattern, name] of varying) {
    text = text.replaceAll(pattern, name);
  }
  if (measures) {
    text = text.replaceAll(/\b\d+(\.\d+)?([kMG]?B\b)?/g, "N");
  }
  return text.replaceAll(/[ \t]+/g, " ").replaceAll(/ $/gm, "");
}

function withNames(text: string, node: Node): string {
  let named = text;
  for (const [id, name] of node.names) {
    named = named.replaceAll(id, `<${name}>`).replaceAll(id.slice(0, 13), `<${name}>`);
  }
  for (const [place, name] of node.places) {
    named = named.replaceAll(place, name);
  }
  return named;
}

/** JSON and YAML are printed anew: the order of their members has no meaning. */
function printed(text: string, args: readonly string[], unordered: boolean): string {
  const parsed = parse(text, args.includes("yaml"));
  if (parsed !== undefined) {
    return `${JSON.stringify(sorted(withoutDifferences(parsed, args), unordered), null, 1)}\n`;
  }
  return unordered
    ? text.split("\n").sort().join("\n")
    : text.replace(/^Info: map\[info:(\{.*\})\]$/m, infoOf(args));
}

/** What a table has as its last line. */
function infoOf(args: readonly string[]) {
  return (_line: string, json: string): string =>
    `Info: ${JSON.stringify(sorted(withoutDifferences({ info: JSON.parse(json) }, args), false))}`;
}

function parse(text: string, isYaml: boolean): unknown {
  if (!isYaml && !/^[[{]/.test(text)) {
    return undefined;
  }
  try {
    return isYaml ? Bun.YAML.parse(text) : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function sorted(value: unknown, unordered: boolean): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => sorted(item, unordered));
    return unordered ? items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : items;
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, member]) => [name, sorted(member, unordered)]));
}
