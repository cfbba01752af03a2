// What a need is given, once everything that could satisfy it was started or has failed.
import { failedPrecondition, messageOf, notFound } from "../errors/index.ts";
import type { Part } from "./part.ts";
import { SkipPlugin } from "./plugin.ts";
import type { Wanted } from "./wanted.ts";

/** `parts` are those of all possible providers. Throws the reason where there is nothing to give. */
export function provide(wanted: Wanted, parts: readonly Part[]): unknown {
  switch (wanted.mode) {
    case "all":
      return new Map(parts.filter(isRunning).map((part) => [part.plugin.id, part.value]));
    case "ordered":
      return new Map((wanted.ids ?? []).map((id) => [id, runningWithId(wanted, id, parts).value]));
    default:
      return provideOne(wanted, parts);
  }
}

function isRunning(part: Part): boolean {
  return part.state === "ok";
}

function runningWithId({ type }: Wanted, id: string, parts: readonly Part[]): Part {
  const candidates = parts.filter(({ plugin }) => plugin.id === id);
  const running = candidates.find(isRunning);
  if (running === undefined) {
    throw missing(`${type}.${id}`, candidates);
  }
  return running;
}

function provideOne({ type, isOptional, ids }: Wanted, parts: readonly Part[]): unknown {
  const running = parts.filter(isRunning);
  if (running.length > 1) {
    const names = running.map((part) => part.plugin.id).join(", ");
    throw failedPrecondition(`needs one ${type}, but there are ${running.length}: ${names}`);
  }
  const only = running[0];
  if (only !== undefined || isOptional) {
    return only?.value;
  }
  throw missing(ids === undefined ? type : `${type}.${ids.join(", ")}`, parts);
}

/** A plugin whose need was skipped has nothing to do either; one whose need failed, or is nowhere, failed. */
function missing(name: string, parts: readonly Part[]): Error {
  const failed = parts.find((part) => part.state === "error");
  if (failed !== undefined) {
    return new Error(`needs ${name}`, { cause: failed.error });
  }
  const skipped = parts[0];
  return skipped === undefined
    ? notFound(`needs ${name}, which no plugin provides`)
    : new SkipPlugin(`needs ${name}: ${messageOf(skipped.error)}`);
}
