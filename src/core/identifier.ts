import { invalidArgument } from "../errors/index.ts";

const maxLength = 76;
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
    throw invalidArgument(
      `identifier "${id.slice(0, maxLength)}…" greater than maximum length (${maxLength} characters)`,
    );
  }
  if (!pattern.test(id)) {
    throw invalidArgument(`identifier ${JSON.stringify(id)} must match ${pattern.source}`);
  }
}
