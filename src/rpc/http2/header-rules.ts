// What makes a header list malformed (RFC 9113 sections 8.2 and 8.3): a stream error PROTOCOL_ERROR.
import type { Field } from "./hpack/field.ts";

/** A bit for each pseudo field, so that what has been seen is one number. */
const pseudoBits = new Map([
  [":method", 1],
  [":scheme", 2],
  [":path", 4],
  [":authority", 8],
  [":status", 16],
]);

const requestNeeds = 1 | 2 | 4;
const requestMay = requestNeeds | 8;
const responseNeeds = 16;

/** They belong to one connection of HTTP/1.1 and mean nothing here. */
const connectionSpecific = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "upgrade",
]);

export function requestProblem(fields: readonly Field[]): string | undefined {
  const problem = listProblem(fields, requestNeeds, requestMay);
  return problem ?? (fields.some(isEmptyPath) ? ":path is empty" : undefined);
}

export function responseProblem(fields: readonly Field[]): string | undefined {
  return listProblem(fields, responseNeeds, responseNeeds);
}

export function trailersProblem(fields: readonly Field[]): string | undefined {
  return listProblem(fields, 0, 0);
}

function isEmptyPath(field: Field): boolean {
  return field.value === "" && field.name === ":path";
}

/** The pseudo fields that must and may be there, as bits. */
function listProblem(fields: readonly Field[], needed: number, allowed: number): string | undefined {
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
  return (seen & needed) === needed ? undefined : `${nameOfBit(needed & ~seen)} is missing`;
}

function nameOfBit(bits: number): string {
  return [...pseudoBits].find(([, bit]) => (bits & bit) !== 0)?.[0] ?? "a pseudo field";
}

function isForbidden({ name, value, malformed }: Field): boolean {
  return malformed === true || connectionSpecific.has(name) || (name === "te" && value !== "trailers");
}
