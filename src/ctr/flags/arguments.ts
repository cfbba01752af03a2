// Arguments of commands: those that must be there, and those that name one object after another.
import { invalidArgument } from "../../errors/index.ts";
import type { Session } from "../command.ts";
import { ClosedOutput } from "../print/output.ts";

/** The argument at an index. Invalid argument, in the words of `message`: it is missing or empty. */
export function requireArgument(args: readonly string[], index: number, message: string): string {
  const given = args[index];
  if (given === undefined || given === "") {
    throw invalidArgument(message);
  }
  return given;
}

/**
 * Does the same to each of several objects, and goes on after a failure. Every failure is printed in the words of
 * `describe`, which name the object. Resolves to the exit code: 1 when anything failed, else 0. Interrupted commands and
 * those whose output nobody reads any more stop at once: that error is thrown.
 */
export async function forEach(
  session: Session,
  names: readonly string[],
  describe: (name: string) => string,
  act: (name: string) => Promise<void>,
): Promise<number> {
  let exitCode = 0;
  for (const name of names) {
    try {
      await act(name);
    } catch (cause) {
      if (cause instanceof ClosedOutput) {
        throw cause;
      }
      const failure = new Error(describe(name), { cause });
      if (session.signal.aborted) {
        throw failure;
      }
      session.report(failure);
      exitCode = 1;
    }
  }
  return exitCode;
}
