// Compiles patterns to programs for a machine that follows all alternatives at once (Thompson's construction), so that the
// time to match grows linearly with the text.
import { type Assertion, type CharacterTest, isWord, type PatternNode } from "./node.ts";

type Instruction =
  | { readonly type: "character"; readonly test: CharacterTest }
  | { readonly type: "assertion"; readonly assertion: Assertion }
  | { readonly type: "split"; readonly targets: number[] }
  | { readonly type: "match" };

/** The instructions of a pattern. */
export type Program = readonly Instruction[];

/** The most instructions of a program. Patterns that need more, such as `(x{1000}){1000}`, are refused, as RE2 refuses them. */
const maxInstructions = 10_000;

/** Throws when the pattern would need too many instructions. */
export function compileProgram(node: PatternNode): Program {
  const program: Instruction[] = [];
  emit(program, node);
  program.push({ type: "match" });
  return program;
}

function emit(program: Instruction[], node: PatternNode): void {
  if (program.length > maxInstructions) {
    throw new Error("expression too large");
  }
  switch (node.type) {
    case "character":
    case "assertion":
      program.push(node);
      return;
    case "sequence":
      for (const part of node.parts) {
        emit(program, part);
      }
      return;
    case "choice":
      emitChoice(program, node.parts);
      return;
    case "repeat":
      emitRepeat(program, node.part, node.min, node.max);
  }
}

function split(program: Instruction[], ...targets: number[]): number[] {
  program.push({ type: "split", targets });
  return targets;
}

function emitChoice(program: Instruction[], parts: readonly PatternNode[]): void {
  const entries = split(program);
  const exits: number[][] = [];
  for (const part of parts) {
    entries.push(program.length);
    emit(program, part);
    exits.push(split(program));
  }
  for (const exit of exits) {
    exit.push(program.length);
  }
}

function emitRepeat(program: Instruction[], part: PatternNode, min: number, max: number): void {
  for (let count = 0; count < min; count++) {
    emit(program, part);
  }
  if (max === Number.POSITIVE_INFINITY) {
    const start = program.length;
    const targets = split(program, start + 1);
    emit(program, part);
    split(program, start);
    targets.push(program.length);
    return;
  }
  const skips: number[][] = [];
  for (let count = min; count < max; count++) {
    skips.push(split(program, program.length + 1));
    emit(program, part);
  }
  for (const skip of skips) {
    skip.push(program.length);
  }
}

/** Whether the pattern occurs anywhere in the text. */
export function matches(program: Program, text: string): boolean {
  const characters = [...text];
  let states = new Set<number>();
  for (let at = 0; at <= characters.length; at++) {
    follow(program, characters, at, states);
    if (states.has(program.length - 1)) {
      return true;
    }
    states = step(program, characters[at] ?? "", states);
  }
  return false;
}

/** Adds the first state, since a match may begin anywhere, and all states that can be reached without consuming a character. */
function follow(program: Program, characters: readonly string[], at: number, states: Set<number>): void {
  states.add(0);
  for (const state of states) {
    const instruction = program[state];
    if (instruction?.type === "split") {
      for (const target of instruction.targets) {
        states.add(target);
      }
    } else if (instruction?.type === "assertion" && holds(instruction.assertion, characters, at)) {
      states.add(state + 1);
    }
  }
}

function step(program: Program, character: string, states: ReadonlySet<number>): Set<number> {
  const next = new Set<number>();
  for (const state of states) {
    const instruction = program[state];
    if (instruction?.type === "character" && character !== "" && instruction.test(character)) {
      next.add(state + 1);
    }
  }
  return next;
}

function holds(assertion: Assertion, characters: readonly string[], at: number): boolean {
  const isEdge = isWord(characters[at - 1]) !== isWord(characters[at]);
  switch (assertion) {
    case "text begin":
      return at === 0;
    case "text end":
      return at === characters.length;
    case "line begin":
      return at === 0 || characters[at - 1] === "\n";
    case "line end":
      return at === characters.length || characters[at] === "\n";
    case "word edge":
      return isEdge;
    case "no word edge":
      return !isEdge;
  }
}
