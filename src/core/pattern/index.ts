// Patterns of `~=`: RE2's syntax, matched in time linear in the text, whatever the pattern. JavaScript's own engine
// backtracks, and a hostile pattern would stop the daemon. Source: https://github.com/google/re2/wiki/Syntax.
import { parsePattern } from "./parser.ts";
import { compileProgram, matches } from "./program.ts";

/** Tells whether a text has a match anywhere. Undefined for a pattern that RE2 would not compile. */
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
