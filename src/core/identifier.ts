import { invalidArgument } from "../errors/index.ts";

const maxLength = 76;
/** Errors show so many characters of an id that is far too long. */
const shownLength = 128;
/** Written as containerd writes it, because clients see it in the error. */
const pattern = /^[A-Za-z0-9]+(?:[._-](?:[A-Za-z0-9]+))*$/;

/**
 * Checks the id of a namespace, container, sandbox or exec: 1 to 76 characters, which are ASCII letters and digits joined by
 * single `.`, `_` or `-`. Invalid argument: anything else. Source: containerd pkg/identifiers/validate.go.
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
