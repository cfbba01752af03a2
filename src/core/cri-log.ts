// How a container's log is named as the place where its output goes: `cri:///var/log/pods/…/0.log?max-line-size=16384`. Without a
// path the output is read and not logged.
import { invalidArgument } from "../errors/index.ts";

/** The scheme of such a URI. */
export const criLogScheme = "cri";

const maxLineKey = "max-line-size";

/** What the URI says. */
export interface CriLog {
  /** Absolute; empty when the output is not logged. */
  readonly path: string;
  /** Bytes of a line before it is split; 0: never. */
  readonly maxLineBytes: number;
}

/** The URI of a log. */
export function criLogUri({ path, maxLineBytes }: CriLog): string {
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  return `${criLogScheme}:${path === "" ? "" : "//"}${encoded}?${maxLineKey}=${maxLineBytes}`;
}

/** Whether the output of a process is logged by its shim, and can be tapped. */
export function isCriLogUri(stdout: string): boolean {
  return stdout.startsWith(`${criLogScheme}:`);
}

/** Invalid argument when the size is no number. */
export function maxLineBytesOf(query: URLSearchParams): number {
  const text = query.get(maxLineKey) ?? "0";
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) {
    throw invalidArgument(`${maxLineKey} must be a number of bytes: ${JSON.stringify(text)}`);
  }
  return value;
}
