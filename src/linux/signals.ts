import { constants } from "node:os";
import { invalidArgument } from "../errors/index.ts";

const byName: Readonly<Record<string, number | undefined>> = constants.signals;

/** The number of a signal, from `SIGTERM`, `term` or `15`. Invalid argument: there is no such signal. */
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

/** The number of a real time signal, from `RTMIN+3` or `RTMAX-1`. RTMIN is 34 and RTMAX is 64, with glibc and with musl. */
function realTime(name: string): number | undefined {
  const [, base, sign, offset = "0"] = /^(RTMIN|RTMAX)(?:([+-])(\d+))?$/.exec(name) ?? [];
  if (base === undefined) {
    return undefined;
  }
  const number = (base === "RTMIN" ? 34 : 64) + (sign === "-" ? -1 : 1) * Number(offset);
  return number >= 34 && number <= 64 ? number : undefined;
}
