import { constants } from "node:os";
import { invalidArgument } from "../../errors/index.ts";

const byName: Readonly<Record<string, number | undefined>> = constants.signals;

/** `SIGTERM`, `term` or `15`. */
export function parseSignal(given: string): number {
  const number = Number(given);
  if (Number.isInteger(number) && number > 0 && number <= 64) {
    return number;
  }
  const name = given.toUpperCase();
  const found = byName[name.startsWith("SIG") ? name : `SIG${name}`] ?? realTime(name.replace(/^SIG/, ""));
  if (found === undefined) {
    throw invalidArgument(`unknown signal ${JSON.stringify(given)}`);
  }
  return found;
}

/** `RTMIN+3`, `RTMAX-1`: 34 and 64 with glibc and musl. */
function realTime(name: string): number | undefined {
  const [, base, sign, offset = "0"] = /^(RTMIN|RTMAX)(?:([+-])(\d+))?$/.exec(name) ?? [];
  if (base === undefined) {
    return undefined;
  }
  const number = (base === "RTMIN" ? 34 : 64) + (sign === "-" ? -1 : 1) * Number(offset);
  return number >= 34 && number <= 64 ? number : undefined;
}
