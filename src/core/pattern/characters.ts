// The sets of characters that RE2's syntax can name: escapes such as `\d`, POSIX classes and Unicode classes.
import type { CharacterTest } from "./node.ts";

const perl: Readonly<Record<string, RegExp>> = {
  d: /^[0-9]$/,
  s: /^[\t\n\f\r ]$/,
  w: /^[0-9A-Za-z_]$/,
};

const posix: Readonly<Record<string, RegExp>> = {
  alnum: /^[0-9A-Za-z]$/,
  alpha: /^[A-Za-z]$/,
  ascii: /^[\0-\x7f]$/,
  blank: /^[\t ]$/,
  cntrl: /^(?![ -~])[\0-\x7f]$/,
  digit: /^[0-9]$/,
  graph: /^[!-~]$/,
  lower: /^[a-z]$/,
  print: /^[ -~]$/,
  punct: /^[!-/:-@[-`{-~]$/,
  space: /^[\t\n\v\f\r ]$/,
  upper: /^[A-Z]$/,
  word: /^[0-9A-Za-z_]$/,
  xdigit: /^[0-9A-Fa-f]$/,
};

const control: Readonly<Record<string, string>> = { a: "\x07", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

/** The characters that are not in the set of `test`. */
export function not(test: CharacterTest): CharacterTest {
  return (character) => !test(character);
}

/** The class of an escape such as `\d` or `\W`, by its letter; undefined for a letter that is no class. */
export function perlClass(letter: string): CharacterTest | undefined {
  const pattern = perl[letter.toLowerCase()];
  if (pattern === undefined) {
    return undefined;
  }
  const test: CharacterTest = (character) => pattern.test(character);
  return letter in perl ? test : not(test);
}

/** The class between `[:` and `:]`, such as `alpha` or `^digit`. Throws for one that RE2 does not have. */
export function posixClass(name: string): CharacterTest {
  const pattern = posix[name.replace(/^\^/, "")];
  if (pattern === undefined) {
    throw new Error(`invalid character class range: [:${name}:]`);
  }
  const test: CharacterTest = (character) => pattern.test(character);
  return name.startsWith("^") ? not(test) : test;
}

/** The characters of a general category such as `Lu`, or of a script such as `Greek`. Throws for an unknown one. */
export function unicodeClass(name: string, negated: boolean): CharacterTest {
  const plain = name.replace(/^\^/, "");
  if (!/^[A-Za-z_]+$/.test(plain)) {
    throw new Error(`invalid character class range: ${name}`);
  }
  const property = plain.length <= 2 ? plain : `Script=${plain}`;
  const pattern = plain === "Any" ? /^.$/su : new RegExp(`^\\p{${property}}$`, "u");
  const test: CharacterTest = (character) => pattern.test(character);
  return negated !== name.startsWith("^") ? not(test) : test;
}

/** The character that an escape stands for, and the escape's length; undefined if it is not an escape. `rest` begins after the backslash. */
export function escapedCharacter(rest: string): { character: string; length: number } | undefined {
  const hex = /^x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,6})\})/.exec(rest);
  if (hex !== null) {
    const code = Number.parseInt(hex[1] ?? hex[2] ?? "", 16);
    return { character: String.fromCodePoint(code), length: hex[0].length };
  }
  const octal = /^(?:0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(rest);
  if (octal !== null) {
    return { character: String.fromCodePoint(Number.parseInt(octal[0], 8)), length: octal[0].length };
  }
  const letter = rest.charAt(0);
  const known = control[letter] ?? (/^[!-/:-@[-`{-~]$/.test(letter) ? letter : undefined);
  return known === undefined ? undefined : { character: known, length: 1 };
}

/** The set of `test` with all characters in both cases, for `(?i)`. RE2 folds a few letters more. */
export function ignoringCase(test: CharacterTest): CharacterTest {
  return (character) => test(character) || test(character.toLowerCase()) || test(character.toUpperCase());
}
