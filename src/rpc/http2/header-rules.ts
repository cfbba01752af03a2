// What makes a header list malformed (RFC 9113 sections 8.2 and 8.3): a stream error PROTOCOL_ERROR.
import type { Field } from "./hpack/field.ts";

const requestPseudo = new Set([":method", ":scheme", ":path", ":authority"]);
const responsePseudo = new Set([":status"]);
const nonePseudo = new Set<string>();

/** They belong to one connection of HTTP/1.1 and mean nothing here. */
const connectionSpecific = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "upgrade",
]);

export function requestProblem(fields: readonly Field[]): string | undefined {
  const seen = new Set<string>();
  const problem = listProblem(fields, requestPseudo, seen);
  if (problem !== undefined) {
    return problem;
  }
  for (const name of [":method", ":scheme", ":path"]) {
    if (!seen.has(name)) {
      return `${name} is missing`;
    }
  }
  return fields.some((field) => field.name === ":path" && field.value === "") ? ":path is empty" : undefined;
}

export function responseProblem(fields: readonly Field[]): string | undefined {
  const seen = new Set<string>();
  const problem = listProblem(fields, responsePseudo, seen);
  return problem ?? (seen.has(":status") ? undefined : ":status is missing");
}

export function trailersProblem(fields: readonly Field[]): string | undefined {
  return listProblem(fields, nonePseudo, new Set());
}

function listProblem(
  fields: readonly Field[],
  allowed: ReadonlySet<string>,
  seen: Set<string>,
): string | undefined {
  let isRegular = false;
  for (const field of fields) {
    const { name, value } = field;
    if (field.malformed === true) {
      return `${JSON.stringify(name)} has a character that is not allowed`;
    }
    if (name.charCodeAt(0) !== 0x3a) {
      isRegular = true;
    } else if (isRegular || seen.has(name) || !allowed.has(name)) {
      return `${name} is misplaced, repeated or unknown`;
    } else {
      seen.add(name);
    }
    if (connectionSpecific.has(name) || (name === "te" && value !== "trailers")) {
      return `${name} is not allowed in HTTP/2`;
    }
  }
  return undefined;
}
