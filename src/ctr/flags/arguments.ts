import { invalidArgument } from "../../errors/index.ts";

/** The argument that must be there. */
export function requireArgument(args: readonly string[], index: number, message: string): string {
  const given = args[index];
  if (given === undefined || given === "") {
    throw invalidArgument(message);
  }
  return given;
}

/**
 * Does the same to each of several objects: prints what failed and goes on. The first failure is thrown at the end, so
 * that the exit code tells.
 */
export async function forEach(names: readonly string[], act: (name: string) => Promise<void>): Promise<void> {
  let first: { error: unknown } | undefined;
  for (const name of names) {
    try {
      await act(name);
    } catch (error) {
      first ??= { error };
    }
  }
  if (first !== undefined) {
    throw first.error;
  }
}
