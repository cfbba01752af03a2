// The syntax tree of a pattern.

/** Says whether a character, which is one code point, belongs to a set. */
export type CharacterTest = (character: string) => boolean;

/** A condition on a position in the text. It consumes no character. */
export type Assertion = "text begin" | "text end" | "line begin" | "line end" | "word edge" | "no word edge";

/** A part of a pattern. `max` of a repetition may be infinite. */
export type PatternNode =
  | { readonly type: "character"; readonly test: CharacterTest }
  | { readonly type: "assertion"; readonly assertion: Assertion }
  | { readonly type: "sequence"; readonly parts: readonly PatternNode[] }
  | { readonly type: "choice"; readonly parts: readonly PatternNode[] }
  | { readonly type: "repeat"; readonly part: PatternNode; readonly min: number; readonly max: number };

/** Whether a character counts as part of a word for `\b`. It is undefined before the beginning and after the end of the text. */
export function isWord(character: string | undefined): boolean {
  return character !== undefined && /^[A-Za-z0-9_]$/.test(character);
}
