import { readFile } from "node:fs/promises";
import { processOf, type SpecOption } from "./option.ts";
import type { Rlimit } from "./types.ts";

/** The command, in place of the image's Entrypoint and Cmd. */
export function withArgs(...args: string[]): SpecOption {
  return (spec) => {
    processOf(spec).args = args;
  };
}

/** Made by the runtime if it is not there. */
export function withCwd(cwd: string): SpecOption {
  return (spec) => {
    processOf(spec).cwd = cwd;
  };
}

/** `NAME=value` sets, `NAME` alone removes. */
export function withEnv(...variables: string[]): SpecOption {
  return (spec) => {
    const process = processOf(spec);
    process.env = mergeEnv(process.env ?? [], variables);
  };
}

/** One variable a line, as `withEnv` takes them. */
export function withEnvFile(path: string): SpecOption {
  return async (spec, given) => {
    const lines = (await readFile(path, "utf8")).split("\n").filter((line) => line !== "");
    await withEnv(...lines)(spec, given);
  };
}

export function mergeEnv(base: readonly string[], overrides: readonly string[]): string[] {
  const nameOf = (variable: string): string => variable.split("=", 1)[0] ?? "";
  const merged = new Map(base.map((variable) => [nameOf(variable), variable]));
  for (const variable of overrides) {
    if (variable.includes("=")) {
      merged.set(nameOf(variable), variable);
    } else {
      merged.delete(variable);
    }
  }
  return [...merged.values()];
}

/** A terminal, with `TERM` in the environment. */
export const withTerminal: SpecOption = (spec) => {
  const process = processOf(spec);
  process.terminal = true;
  process.env = [...(process.env ?? []), "TERM=xterm"];
};

/** Whether set-uid programs and file capabilities have no effect, as is the default. */
export function withNoNewPrivileges(enabled: boolean): SpecOption {
  return (spec) => {
    processOf(spec).noNewPrivileges = enabled;
  };
}

/** Replaces the limit of the same type. */
export function withRlimit(limit: Rlimit): SpecOption {
  return (spec) => {
    const process = processOf(spec);
    const others = (process.rlimits ?? []).filter((other) => other.type !== limit.type);
    process.rlimits = [...others, limit];
  };
}
