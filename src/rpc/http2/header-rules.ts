// The rules that header lists must follow (RFC 9113 sections 8.2 and 8.3). A list that breaks one is malformed, which is a
// stream error with the code PROTOCOL_ERROR.
import type { Field } from "./hpack/field.ts";

/** A bit for each pseudo-header field, so that a number says which ones a list has. */
const pseudoBits = new Map([
  [":method", 1],
  [":scheme", 2],
  [":path", 4],
  [":authority", 8],
  [":status", 16],
]);

const requestRequires = 1 | 2 | 4;
const requestAllows = requestRequires | 8;
const responseRequires = 16;

/** Headers that describe one connection of HTTP/1.1, and that HTTP/2 forbids (section 8.2.2). */
const connectionSpecific = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "upgrade",
]);

export function requestProblem(fields: readonly Field[]): string | undefined {
  const problem = listProblem(fields, requestRequires, requestAllows);
  return problem ?? (fields.some(isEmptyPath) ? ":path is empty" : undefined);
}

export function responseProblem(fields: readonly Field[]): string | undefined {
  return listProblem(fields, responseRequires, responseRequires);
}

export function trailersProblem(fields: readonly Field[]): string | undefined {
  return listProblem(fields, 0, 0);
}

function isEmptyPath(field: Field): boolean {
  return field.value === "" && field.name === ":path";
}

/** `required` and `allowed` are the bits of the pseudo-header fields that must and may be in the list. */
function listProblem(fields: readonly Field[], required: number, allowed: number): string | undefined {
  let isRegular = false;
  let seen = 0;
  for (const field of fields) {
    const { name } = field;
    if (name.charCodeAt(0) !== 0x3a) {
      isRegular = true;
    } else {
      const bit = pseudoBits.get(name) ?? 0;
      if (isRegular || (bit & allowed & ~seen) === 0) {
        return `${name} is misplaced, repeated or unknown`;
      }
      seen |= bit;
    }
    if (isForbidden(field)) {
      return `${JSON.stringify(name)} is not allowed in HTTP/2`;
    }
  }
  return (seen & required) === required ? undefined : `${nameOfBit(required & ~seen)} is missing`;
}

function nameOfBit(bits: number): string {
  return [...pseudoBits].find(([, bit]) => (bits & bit) !== 0)?.[0] ?? "a pseudo field";
}

function isForbidden({ name, value, malformed }: Field): boolean {
  return malformed === true || connectionSpecific.has(name) || (name === "te" && value !== "trailers");
}
