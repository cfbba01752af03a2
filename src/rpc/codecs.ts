import type { Codec } from "./message.ts";

// biome-ignore lint/suspicious/noExplicitAny: different messages in one table
export type AnyCodec = Codec<any>;

/** The codecs among what generated modules export, by the full names of their messages. */
export function codecsOf(...modules: readonly object[]): Map<string, AnyCodec> {
  const exported: unknown[] = modules.flatMap((module) => Object.values(module));
  return new Map(exported.filter(isCodec).map((codec) => [codec.typeName, codec]));
}

function isCodec(value: unknown): value is AnyCodec {
  return typeof value === "object" && value !== null && "typeName" in value && "decode" in value;
}
