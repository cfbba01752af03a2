/** ECMAScript's "JSON.parse source text access", which TypeScript does not declare yet. */
interface SourceTextJson {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): object;
}

const json = JSON as unknown as SourceTextJson;

/**
 * Parses JSON so that `JSON.stringify` writes with the same numbers again. Go's are 64 bits wide (an infinite rlimit is
 * 18446744073709551615): one that JavaScript would write otherwise becomes an object that only stringify understands.
 */
export function parseExact(text: string): unknown {
  return json.parse(text, (_key, value, { source }) => {
    const isInexact = typeof value === "number" && source !== undefined && String(value) !== source;
    return isInexact ? json.rawJSON(source) : value;
  });
}

/** An object that `JSON.stringify` writes as the number `value`, with all its digits. */
export function exactNumber(value: bigint): object {
  return json.rawJSON(value.toString());
}

/**
 * A number for JSON. One that JavaScript would round is an object that only `JSON.stringify` understands, as those that `parseExact`
 * gives.
 */
export function jsonNumber(value: bigint): number {
  const rounded = Number(value);
  return Number.isSafeInteger(rounded) ? rounded : (exactNumber(value) as never);
}

/** The integer that `parseExact` or `jsonNumber` gave, with all its digits. */
export function exactInteger(value: unknown): bigint {
  return BigInt(typeof value === "object" && value !== null ? JSON.stringify(value) : Number(value));
}
