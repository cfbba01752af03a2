// selectors := selector ("," selector)*, selector := fieldpath (operator value)?, fieldpath := field ("." field)*.
// Source: containerd pkg/filters/parser.go, whose error texts these are.
import type { Selector } from "./filter.ts";
import { unquote } from "./filter-quote.ts";
import { type FilterToken, Scanner } from "./filter-scanner.ts";

/** The conditions of a filter. Throws a plain Error that says where it is wrong, and why. */
export function parseFilter(input: string): readonly Selector[] {
  return new Parser(input).selectors();
}

class Parser {
  readonly #input: string;
  readonly #scanner: Scanner;

  constructor(input: string) {
    this.#input = input;
    this.#scanner = new Scanner(input);
  }

  selectors(): Selector[] {
    const selectors = [this.#selector()];
    for (let next = this.#scanner.peek(); next !== ""; next = this.#scanner.peek()) {
      if (next !== ",") {
        throw this.#flaw(this.#scanner.position, `unexpected input: ${next}`);
      }
      this.#scanner.scan();
      selectors.push(this.#selector());
    }
    return selectors;
  }

  #selector(): Selector {
    const path = this.#path();
    const next = this.#scanner.peek();
    if (next === "," || next === "") {
      return { path, operator: "present", value: "" };
    }
    const operator = this.#operator();
    const value = this.#text(["value", "field"], "expected value or quoted", operator === "~=");
    return { path, operator, value };
  }

  #path(): string[] {
    const field = (): string => this.#text(["field"], "expected field or quoted", false);
    const path = [field()];
    while (this.#scanner.peek() === ".") {
      this.#scanner.scan();
      path.push(field());
    }
    return path;
  }

  #operator(): Exclude<Selector["operator"], "present"> {
    const token = this.#legalToken();
    if (token.kind !== "operator") {
      throw this.#flaw(token.at, 'expected an operator ("=="|"!="|"~=")');
    }
    if (token.text !== "==" && token.text !== "!=" && token.text !== "~=") {
      throw this.#flaw(token.at, `unsupported operator ${JSON.stringify(token.text)}`);
    }
    return token.text;
  }

  /** `/` and `|` quote only patterns: elsewhere `topic==/tasks/oom` would be taken for a quote. */
  #text(kinds: readonly FilterToken["kind"][], expectation: string, otherQuotes: boolean): string {
    const token = this.#legalToken();
    if (kinds.includes(token.kind)) {
      return token.text;
    }
    if (token.kind !== "quoted") {
      throw this.#flaw(token.at, expectation);
    }
    if (!otherQuotes && !token.text.startsWith('"')) {
      throw this.#flaw(token.at, "invalid quote encountered");
    }
    const text = unquote(token.text);
    if (text === undefined) {
      throw this.#flaw(token.at, "unquoting failed: quote syntax error");
    }
    return text;
  }

  #legalToken(): FilterToken {
    const token = this.#scanner.scan();
    if (token.kind === "illegal") {
      throw this.#flaw(token.at, this.#scanner.flaw);
    }
    return token;
  }

  #flaw(at: number, reason: string): Error {
    const character = String.fromCodePoint(this.#input.codePointAt(at) ?? 0);
    const place =
      at < this.#input.length
        ? `${this.#input.slice(0, at)} >|${character}|< ${this.#input.slice(at + character.length)}`
        : this.#input;
    return new Error(`parse error: [${place}]: ${reason}`);
  }
}
