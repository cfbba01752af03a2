// A parsed pattern.

/** Tells whether a character, one code point, belongs. */
export type CharacterTest = (character: string) => boolean;

export type Assertion = "text begin" | "text end" | "line begin" | "line end" | "word edge" | "no word edge";

export type Node =
  | { readonly type: "character"; readonly test: CharacterTest }
  | { readonly type: "assertion"; readonly assertion: Assertion }
  | { readonly type: "sequence"; readonly parts: readonly Node[] }
  | { readonly type: "choice"; readonly parts: readonly Node[] }
  | { readonly type: "repeat"; readonly part: Node; readonly min: number; readonly max: number };

export function isWord(character: string | undefined): boolean {
  return character !== undefined && /^[A-Za-z0-9_]$/.test(character);
}
