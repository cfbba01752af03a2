// The WWW-Authenticate header, with which a registry says what it wants to see before it answers.
// Source: RFC 9110 section 11; containerd core/remotes/docker/auth/parse.go.

export interface Challenge {
  /** In lower case: `bearer`, `basic`. */
  readonly scheme: string;
  /** Values by their names in lower case. */
  readonly parameters: Readonly<Record<string, string>>;
}

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+/;
const parameter = /^\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))\s*(?:,|$)?/;

/** The challenges of one header, joined by commas there. The list ends before the first that cannot be read. */
export function parseChallenges(header: string): Challenge[] {
  const challenges: Challenge[] = [];
  let rest = header.trimStart();
  while (rest !== "") {
    const scheme = token.exec(rest)?.[0];
    if (scheme === undefined) {
      break;
    }
    const parameters: Record<string, string> = {};
    rest = readParameters(rest.slice(scheme.length), parameters).replace(/^[\s,]+/, "");
    challenges.push({ scheme: scheme.toLowerCase(), parameters });
  }
  return challenges;
}

/** Reads `name=value` pairs into `into`, and returns the text after them. */
function readParameters(text: string, into: Record<string, string>): string {
  let rest = text;
  for (let match = parameter.exec(rest); match !== null; match = parameter.exec(rest)) {
    const [whole, name = "", quoted, plain = ""] = match;
    into[name.toLowerCase()] = quoted === undefined ? plain : quoted.replace(/\\(.)/g, "$1");
    rest = rest.slice(whole.length);
  }
  return rest;
}
