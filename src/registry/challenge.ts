// WWW-Authenticate: what a registry wants to see before it answers. Source: RFC 9110 section 11; containerd
// core/remotes/docker/auth/parse.go.

export interface Challenge {
  /** Lower case: `bearer`, `basic`. */
  readonly scheme: string;
  /** Names in lower case. */
  readonly parameters: Readonly<Record<string, string>>;
}

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+/;
const parameter = /^\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))\s*(?:,|$)?/;

/** All challenges of one header; several may be joined by commas. What cannot be read ends the list. */
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

/** Reads `name=value` pairs into `into`; what follows them is left. */
function readParameters(text: string, into: Record<string, string>): string {
  let rest = text;
  for (let match = parameter.exec(rest); match !== null; match = parameter.exec(rest)) {
    const [whole, name = "", quoted, plain = ""] = match;
    into[name.toLowerCase()] = quoted === undefined ? plain : quoted.replace(/\\(.)/g, "$1");
    rest = rest.slice(whole.length);
  }
  return rest;
}
