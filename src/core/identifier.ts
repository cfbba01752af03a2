import { invalidArgument } from "../errors/index.ts";

const maxLength = 76;
/** Of an id that is far too long, errors show this much. */
const shownLength = 128;
/** Written as containerd writes it: clients see it in the error. */
const pattern = /^[A-Za-z0-9]+(?:[._-](?:[A-Za-z0-9]+))*$/;

/**
 * Namespaces, containers, sandboxes and execs: 1 to 76 characters, ASCII alphanumerics joined by single `.`, `_` or `-`.
 * Source: containerd pkg/identifiers/validate.go.
 */
export function checkIdentifier(id: string): void {
  if (id === "") {
    throw invalidArgument("identifier must not be empty");
  }
  if (id.length > maxLength) {
    const shown = id.length > shownLength ? `${id.slice(0, shownLength)}…` : id;
    throw invalidArgument(`identifier "${shown}" greater than maximum length (${maxLength} characters)`);
  }
  if (!pattern.test(id)) {
    throw invalidArgument(`identifier ${JSON.stringify(id)} must match ${pattern.source}`);
  }
}
