// Where the streams of a task or an exec go, by the flags that `run`, `tasks start` and `tasks exec` share.
import { type IoFactory, logIo, nullIo, streamIo } from "../../client/index.ts";
import { invalidArgument } from "../../errors/index.ts";
import type { Session } from "../command.ts";
import { bool, type Flags, text, textOr, type Values } from "../flags/flags.ts";
import { parseDetachKeys } from "../terminal/detach-keys.ts";
import { requireTerminal } from "../terminal/terminal.ts";
import { Foreground } from "./foreground.ts";

/** The flags. */
export const ioFlags = {
  detach: bool("Leave the task once it runs; not with --rm", { alias: "d" }),
  "null-io": bool("Send all IO to /dev/null"),
  "log-uri": text("Log URI, e.g. file:///path or binary:///path"),
  "fifo-dir": text("Directory for the FIFOs of the streams"),
  "detach-keys": textOr("ctrl-p,ctrl-q", "Keys that leave a terminal without ending what runs in it"),
} as const satisfies Flags;

/** Their values. */
export type IoFlags = Values<typeof ioFlags>;

/** The streams of a process that is about to be created. Disposing gives the terminal back. */
export interface TaskIo extends Disposable {
  readonly factory: IoFactory;
  /** Who sits at the streams; undefined for a detached process. */
  readonly foreground: Foreground | undefined;
}

/** Whether the output goes to a log: the process is detached, has no terminal, and no flag says where its output goes. */
export function needsLog(flags: IoFlags, terminal: boolean): boolean {
  const isDirected = flags["null-io"] || flags["log-uri"] !== undefined || flags["fifo-dir"] !== undefined;
  return flags.detach && !terminal && !isDirected;
}

/** Fails for flags that do not go together. To be called before anything is made. */
export function checkIo(flags: IoFlags, terminal: boolean): void {
  if (terminal && flags["null-io"]) {
    throw invalidArgument("tty and null-io cannot be used together");
  }
  if (flags["log-uri"] !== undefined && flags["fifo-dir"] !== undefined) {
    throw invalidArgument("can't use log-uri with fifo-dir");
  }
  parseDetachKeys(flags["detach-keys"]);
  if (terminal && !flags.detach && flags["log-uri"] === undefined) {
    requireTerminal();
  }
}

/** The streams that the flags ask for. `log`: the log's URI, where one is needed. */
export function taskIo(session: Session, flags: IoFlags, terminal: boolean, log?: string): TaskIo {
  checkIo(flags, terminal);
  const unattended = unattendedIo(flags, terminal, log);
  if (flags.detach) {
    const factory = unattended ?? waitingIo(terminal, flags["fifo-dir"]);
    return { factory, foreground: undefined, [Symbol.dispose]: () => {} };
  }
  const isOurTerminal = terminal && unattended === undefined;
  const detachKeys = parseDetachKeys(flags["detach-keys"]);
  const foreground = new Foreground(session, { terminal: isOurTerminal, detachKeys });
  const factory = unattended ?? streamIo({ ...foreground.streams, directory: flags["fifo-dir"] });
  return { factory, foreground, [Symbol.dispose]: () => foreground[Symbol.dispose]() };
}

/** Streams that do not pass through this process; undefined when they do. */
function unattendedIo(flags: IoFlags, terminal: boolean, log: string | undefined): IoFactory | undefined {
  const uri = flags["log-uri"];
  if (flags["null-io"]) {
    return nullIo;
  }
  if (uri !== undefined) {
    return logIo(uri, { terminal });
  }
  return log === undefined ? undefined : logIo(log);
}

/** FIFOs that wait for somebody to attach, for a detached process with a terminal or without a log. */
function waitingIo(terminal: boolean, directory: string | undefined): IoFactory {
  const nobody = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) };
  const ignore = (): void => {};
  return streamIo({ stdin: nobody, stdout: ignore, stderr: ignore, terminal, directory });
}
