// Parses RE2's syntax to a tree.
import { escapedCharacter, ignoringCase, not, perlClass, posixClass, unicodeClass } from "./characters.ts";
import type { Assertion, CharacterTest, PatternNode } from "./node.ts";

interface Flags {
  readonly ignoreCase: boolean;
  readonly multiLine: boolean;
  readonly dotAll: boolean;
}

const assertions: Readonly<Record<string, Assertion>> = {
  A: "text begin",
  z: "text end",
  b: "word edge",
  B: "no word edge",
};

const maxDepth = 200;
const maxRepeat = 1000;

/** Throws a plain Error for a pattern that RE2 refuses. */
export function parsePattern(source: string): PatternNode {
  return new Parser(source).parse();
}

class Parser {
  readonly #source: string;
  #at = 0;
  #depth = 0;
  #flags: Flags = { ignoreCase: false, multiLine: false, dotAll: false };

  constructor(source: string) {
    this.#source = source;
  }

  parse(): PatternNode {
    const node = this.#choice();
    if (this.#at < this.#source.length) {
      throw new Error("unexpected )");
    }
    return node;
  }

  get #rest(): string {
    return this.#source.slice(this.#at);
  }

  #peek(): string {
    const code = this.#source.codePointAt(this.#at);
    return code === undefined ? "" : String.fromCodePoint(code);
  }

  #take(): string {
    const character = this.#peek();
    this.#at += character.length;
    return character;
  }

  #accept(pattern: RegExp): RegExpExecArray | undefined {
    const found = pattern.exec(this.#rest) ?? undefined;
    this.#at += found?.[0].length ?? 0;
    return found;
  }

  #choice(): PatternNode {
    if (++this.#depth > maxDepth) {
      throw new Error("expression nests too deeply");
    }
    const parts = [this.#sequence()];
    while (this.#accept(/^\|/) !== undefined) {
      parts.push(this.#sequence());
    }
    this.#depth--;
    return { type: "choice", parts };
  }

  #sequence(): PatternNode {
    const parts: PatternNode[] = [];
    for (let next = this.#peek(); next !== "" && next !== "|" && next !== ")"; next = this.#peek()) {
      const quoted = this.#quotedText();
      const atom = quoted?.pop() ?? this.#atom();
      parts.push(...(quoted ?? []), ...this.#repeated(atom));
    }
    return { type: "sequence", parts };
  }

  /** Reads `\Q…\E`, in which all characters stand for themselves. */
  #quotedText(): PatternNode[] | undefined {
    const quoted = this.#accept(/^\\Q(.+?)(?:\\E|$)/s)?.[1];
    return quoted === undefined ? undefined : [...quoted].map((character) => this.#literal(character));
  }

  /** Reads the repetition after `part`, which is undefined after flags such as `(?i)`. Those cannot be repeated. */
  #repeated(part: PatternNode | undefined): PatternNode[] {
    const range = this.#range();
    if (range === undefined) {
      return part === undefined ? [] : [part];
    }
    if (part === undefined) {
      throw new Error("missing argument to repetition operator");
    }
    this.#accept(/^\?/);
    if (this.#range() !== undefined) {
      throw new Error("invalid nested repetition operator");
    }
    return [{ type: "repeat", part, ...range }];
  }

  #range(): { min: number; max: number } | undefined {
    const simple = this.#accept(/^[*+?]/)?.[0];
    if (simple !== undefined) {
      return { min: simple === "+" ? 1 : 0, max: simple === "?" ? 1 : Number.POSITIVE_INFINITY };
    }
    const counted = this.#accept(/^\{(\d+)(,?)(\d*)\}/);
    if (counted === undefined) {
      return undefined;
    }
    const min = Number(counted[1]);
    const open = counted[2] === "," ? Number.POSITIVE_INFINITY : min;
    const max = counted[3] === "" ? open : Number(counted[3]);
    if (min > maxRepeat || max < min || (max > maxRepeat && max !== Number.POSITIVE_INFINITY)) {
      throw new Error("invalid repeat count");
    }
    return { min, max };
  }

  #atom(): PatternNode | undefined {
    const character = this.#take();
    switch (character) {
      case "(":
        return this.#group();
      case "[":
        return this.#character(this.#set());
      case ".":
        return this.#character(this.#flags.dotAll ? () => true : (other) => other !== "\n");
      case "^":
        return { type: "assertion", assertion: this.#flags.multiLine ? "line begin" : "text begin" };
      case "$":
        return { type: "assertion", assertion: this.#flags.multiLine ? "line end" : "text end" };
      case "*":
      case "+":
      case "?":
        throw new Error("missing argument to repetition operator");
      case "\\":
        return this.#escape();
      default:
        return this.#literal(character);
    }
  }

  #group(): PatternNode | undefined {
    const outer = this.#flags;
    if (this.#accept(/^\?P?<\w+>/) === undefined && this.#accept(/^\?/) !== undefined) {
      const flags = this.#accept(/^([imsU]*)(?:-([imsU]+))?([:)])/);
      if (flags === undefined) {
        throw new Error("invalid or unsupported Perl syntax");
      }
      this.#setFlags(flags[1] ?? "", true);
      this.#setFlags(flags[2] ?? "", false);
      if (flags[3] === ")") {
        return undefined;
      }
    }
    const node = this.#choice();
    if (this.#accept(/^\)/) === undefined) {
      throw new Error("missing closing )");
    }
    this.#flags = outer;
    return node;
  }

  #setFlags(letters: string, value: boolean): void {
    this.#flags = {
      ignoreCase: letters.includes("i") ? value : this.#flags.ignoreCase,
      multiLine: letters.includes("m") ? value : this.#flags.multiLine,
      dotAll: letters.includes("s") ? value : this.#flags.dotAll,
    };
  }

  #escape(): PatternNode {
    const assertion = assertions[this.#peek()];
    if (assertion !== undefined) {
      this.#take();
      return { type: "assertion", assertion };
    }
    return this.#character(this.#escapedClass() ?? this.#escapedLiteral());
  }

  #escapedClass(): CharacterTest | undefined {
    const unicode = this.#accept(/^([pP])(?:([A-Za-z])|\{(\^?\w+)\})/);
    if (unicode !== undefined) {
      return unicodeClass(unicode[2] ?? unicode[3] ?? "", unicode[1] === "P");
    }
    const test = perlClass(this.#peek());
    if (test !== undefined) {
      this.#take();
    }
    return test;
  }

  #escapedLiteral(): CharacterTest {
    const character = this.#escapedCharacter();
    return (other) => other === character;
  }

  #escapedCharacter(): string {
    const escaped = escapedCharacter(this.#rest);
    if (escaped === undefined) {
      throw new Error(`invalid escape sequence: \\${this.#peek()}`);
    }
    this.#at += escaped.length;
    return escaped.character;
  }

  #set(): CharacterTest {
    const negated = this.#accept(/^\^/) !== undefined;
    const tests: CharacterTest[] = [];
    for (let first = true; first || this.#peek() !== "]"; first = false) {
      if (this.#peek() === "") {
        throw new Error("missing closing ]");
      }
      tests.push(this.#setMember());
    }
    this.#take();
    const test: CharacterTest = (character) => tests.some((member) => member(character));
    const folded = this.#flags.ignoreCase ? ignoringCase(test) : test;
    return negated ? not(folded) : folded;
  }

  #setMember(): CharacterTest {
    const posix = this.#accept(/^\[:(\^?\w+):\]/);
    if (posix !== undefined) {
      return posixClass(posix[1] ?? "");
    }
    if (/^\\[dDsSwWpP]/.test(this.#rest)) {
      this.#take();
      return this.#escapedClass() ?? this.#escapedLiteral();
    }
    const low = this.#setCharacter().codePointAt(0) ?? 0;
    const isRange = /^-[^\]]/.test(this.#rest);
    if (isRange) {
      this.#take();
    }
    const high = isRange ? (this.#setCharacter().codePointAt(0) ?? 0) : low;
    if (high < low) {
      throw new Error("invalid character class range");
    }
    return (character) => {
      const code = character.codePointAt(0) ?? 0;
      return low <= code && code <= high;
    };
  }

  #setCharacter(): string {
    const character = this.#take();
    return character === "\\" ? this.#escapedCharacter() : character;
  }

  #literal(character: string): PatternNode {
    return this.#character((other) => other === character);
  }

  #character(test: CharacterTest): PatternNode {
    return { type: "character", test: this.#flags.ignoreCase ? ignoringCase(test) : test };
  }
}
