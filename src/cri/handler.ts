import { notFound } from "../errors/index.ts";
import type { Cri } from "./cri.ts";
import type { RuntimeHandler } from "./settings.ts";

/** The runtime of a RuntimeClass; an empty name is the default one. Not found: none is configured under that name. */
export function handlerOf({ settings }: Cri, name: string): RuntimeHandler {
  const wanted = name === "" ? settings.defaultRuntime : name;
  const handler = settings.handlers.get(wanted);
  if (handler === undefined) {
    throw notFound(`no runtime for ${JSON.stringify(wanted)} is configured`);
  }
  return handler;
}
