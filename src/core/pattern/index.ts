// The patterns of the filter operator `~=`, in RE2's syntax. The time to match grows linearly with the text, whatever the
// pattern. JavaScript's own engine backtracks, so that a hostile pattern could occupy the daemon for ever.
// Source: https://github.com/google/re2/wiki/Syntax.
import { parsePattern } from "./parser.ts";
import { compileProgram, matches } from "./program.ts";

/** Compiles a pattern to a function that says whether a text has a match anywhere. Undefined for a pattern that RE2 refuses. */
export function compilePattern(source: string): ((text: string) => boolean) | undefined {
  if (/^[\w/:@ -]*$/.test(source)) {
    return (text) => text.includes(source);
  }
  try {
    const program = compileProgram(parsePattern(source));
    return (text) => matches(program, text);
  } catch {
    return undefined;
  }
}
