// Failures of runc, in the words that containerd's clients expect.
import { notFound } from "../../errors/index.ts";

/** runc failed. The message is what go-runc makes of it; `said` is what runc's own log complains of, if it does. */
export class RuncError extends Error {
  override readonly name = "RuncError";
  readonly said: string | undefined;

  constructor(binary: string, ending: string, said: string | undefined) {
    const reason = said === undefined ? "" : `: ${said}`;
    super(`${binary} did not terminate successfully: ${ending}${reason}`);
    this.said = said;
  }
}

/** `OCI runtime create failed: MESSAGE`: what containerd's shim makes of a failure of runc. */
export function runtimeError(what: string, error: unknown): Error {
  return error instanceof RuncError && error.said !== undefined
    ? new Error(`${what}: ${error.said}`)
    : new Error(what, { cause: error });
}

/** Whether runc failed because it does not know the container. */
export function isUnknownToRunc(error: unknown): boolean {
  return error instanceof RuncError && error.message.includes("does not exist");
}

/** A failure of `runc kill`. Source of the words: containerd cmd/containerd-shim-runc-v2/process/utils.go. */
export function killError(error: unknown): Error {
  const text = error instanceof Error ? error.message : String(error);
  const isFinished = ["os: process already finished", "container not running"].some((words) =>
    text.includes(words),
  );
  if (isFinished || text.toLowerCase().includes("no such process")) {
    return notFound("process already finished");
  }
  return text.includes("does not exist")
    ? notFound("no such container")
    : new Error("unknown error after kill", { cause: error });
}
