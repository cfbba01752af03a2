// The tokens of the filter language. Source: containerd pkg/filters/scanner.go.

/** What a token is. */
export type TokenKind = "end" | "illegal" | "quoted" | "separator" | "operator" | "value" | "field" | "other";

/** A piece of a filter. */
export interface FilterToken {
  readonly kind: TokenKind;
  /** Index of its first character. */
  readonly at: number;
  readonly text: string;
}

/** Cuts a filter into tokens. */
export class Scanner {
  readonly #input: string;
  #next = 0;
  /** What follows an operator is a value, which goes up to a comma or a space. */
  #valueExpected = false;
  /** The first reason why a token was illegal. */
  flaw = "";

  constructor(input: string) {
    this.#input = input;
  }

  /** Where the next character stands. */
  get position(): number {
    return this.#next;
  }

  /** The next character, or "" at the end. */
  peek(): string {
    const code = this.#input.codePointAt(this.#next);
    return code === undefined ? "" : String.fromCodePoint(code);
  }

  /** Takes the next token. */
  scan(): FilterToken {
    this.#skipSpace();
    const at = this.#next;
    const first = this.#take();
    const token = (kind: TokenKind): FilterToken => ({ kind, at, text: this.#input.slice(at, this.#next) });
    if (first === "") {
      return token("end");
    }
    if (first === "\0" || first === "\uFFFD") {
      this.#blame(first === "\0" ? "unexpected null" : "rune error");
      return token("illegal");
    }
    if ('/|"'.includes(first)) {
      return token(this.#takeQuoted(first) ? "quoted" : "illegal");
    }
    if (first === "," || first === ".") {
      this.#valueExpected = false;
      return token("separator");
    }
    if (isOperator(first)) {
      this.#takeWhile(isOperator);
      this.#valueExpected = true;
      return token("operator");
    }
    if (this.#valueExpected) {
      this.#takeWhile(isValue);
      this.#valueExpected = false;
      return token("value");
    }
    if (isField(first)) {
      this.#takeWhile(isField);
      return token("field");
    }
    return token("other");
  }

  #take(): string {
    const character = this.peek();
    this.#next += character.length;
    return character;
  }

  #takeWhile(belongs: (character: string) => boolean): void {
    while (belongs(this.peek())) {
      this.#take();
    }
  }

  #skipSpace(): void {
    this.#takeWhile((character) => /^\s$/u.test(character));
  }

  #takeQuoted(quote: string): boolean {
    let legal = true;
    for (let character = this.#take(); character !== quote; ) {
      if (character === "" || character === "\n" || character === "\0") {
        this.#blame("quoted literal not terminated");
        return false;
      }
      if (character === "\\") {
        legal = this.#takeEscape(quote) && legal;
      }
      character = this.#take();
    }
    return legal;
  }

  #takeEscape(quote: string): boolean {
    const character = this.peek();
    if (character === quote || (character !== "" && "abfnrtv\\".includes(character))) {
      this.#take();
      return true;
    }
    const digits = numericEscapes.find(({ begins }) => begins.test(character));
    if (digits === undefined) {
      this.#blame("illegal escape sequence");
      return false;
    }
    if (digits.marked) {
      this.#take();
    }
    for (let count = 0; count < digits.count; count++) {
      if (!digits.digit.test(this.peek())) {
        this.#blame("illegal numeric escape sequence");
        return false;
      }
      this.#take();
    }
    return true;
  }

  #blame(flaw: string): void {
    this.flaw ||= flaw;
  }
}

const octal = /^[0-7]$/;
const hex = /^[0-9A-Fa-f]$/;
const numericEscapes = [
  { begins: octal, marked: false, digit: octal, count: 3 },
  { begins: /^x$/, marked: true, digit: hex, count: 2 },
  { begins: /^u$/, marked: true, digit: hex, count: 4 },
  { begins: /^U$/, marked: true, digit: hex, count: 8 },
];

function isOperator(character: string): boolean {
  return character === "=" || character === "!" || character === "~";
}

function isField(character: string): boolean {
  return /^[A-Za-z0-9_]$/.test(character);
}

/** Go's unicode.IsGraphic without spaces and commas. */
function isValue(character: string): boolean {
  return character !== "," && /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(character);
}
