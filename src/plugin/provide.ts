// What a need is given, once everything that could satisfy it was started or has failed.
import { failedPrecondition, messageOf, notFound } from "../errors/index.ts";
import type { Part } from "./part.ts";
import { SkipPlugin } from "./plugin.ts";
import type { Need } from "./slot.ts";

/** `parts` are those of all candidates. Throws why there is nothing to give. */
export function provide(need: Need<unknown>, parts: readonly Part[]): unknown {
  const started = parts.filter((part) => part.state === "ok");
  if (need.mode === "all") {
    return new Map(started.map((part) => [part.plugin.id, part.value]));
  }
  if (started.length > 1) {
    const names = started.map((part) => part.plugin.id).join(", ");
    throw failedPrecondition(`needs one ${need.type}, but there are ${started.length}: ${names}`);
  }
  const only = started[0];
  if (only !== undefined || need.mode === "optional") {
    return only?.value;
  }
  throw missing(need, parts);
}

/** A plugin whose need was skipped has nothing to do either; one whose need failed, or is nowhere, failed. */
function missing(need: Need<unknown>, parts: readonly Part[]): Error {
  const name = need.mode === "named" ? `${need.type}.${need.id}` : need.type;
  const failed = parts.find((part) => part.state === "error");
  if (failed !== undefined) {
    return new Error(`needs ${name}`, { cause: failed.error });
  }
  const skipped = parts[0];
  return skipped === undefined
    ? notFound(`needs ${name}, which no plugin provides`)
    : new SkipPlugin(`needs ${name}: ${messageOf(skipped.error)}`);
}
