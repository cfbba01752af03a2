import { readFile } from "node:fs/promises";
import { processOf, type SpecOption } from "./option.ts";
import type { Rlimit } from "./types.ts";

/** Sets the command line, in place of the image's Entrypoint and Cmd. */
export function withArgs(...args: string[]): SpecOption {
  return (spec) => {
    processOf(spec).args = args;
  };
}

/** Sets the working directory. The runtime makes it if it does not exist. */
export function withCwd(cwd: string): SpecOption {
  return (spec) => {
    processOf(spec).cwd = cwd;
  };
}

/** Changes variables: `NAME=value` sets one, `NAME` alone removes it. */
export function withEnv(...variables: string[]): SpecOption {
  return (spec) => {
    const process = processOf(spec);
    process.env = mergeEnv(process.env ?? [], variables);
  };
}

/** Changes variables as the lines of a file say, each of which has the form that `withEnv` takes. */
export function withEnvFile(path: string): SpecOption {
  return async (spec, given) => {
    const lines = (await readFile(path, "utf8")).split("\n").filter((line) => line !== "");
    await withEnv(...lines)(spec, given);
  };
}

/** Applies `overrides`, as `withEnv` takes them, to `base`. Variables that stay keep their order. */
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

/** Gives the process a terminal, and `TERM` in its environment. */
export const withTerminal: SpecOption = (spec) => {
  const process = processOf(spec);
  process.terminal = true;
  process.env = [...(process.env ?? []), "TERM=xterm"];
};

/** Sets whether set-uid programs and file capabilities have no effect. By default they have none. */
export function withNoNewPrivileges(enabled: boolean): SpecOption {
  return (spec) => {
    const process = processOf(spec);
    if (enabled) {
      process.noNewPrivileges = true;
    } else {
      delete process.noNewPrivileges;
    }
  };
}

/** Sets a resource limit of the process, which replaces another one of the same type. */
export function withRlimit(limit: Rlimit): SpecOption {
  return (spec) => {
    const process = processOf(spec);
    const others = (process.rlimits ?? []).filter((other) => other.type !== limit.type);
    process.rlimits = [...others, limit];
  };
}
