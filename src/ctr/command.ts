// What a command of `tsrt ctr` is: a declaration of its flags, and a function from arguments to an exit code.
import type { Client } from "../client/index.ts";
import { isKind } from "../errors/index.ts";
import type { Flags, Values } from "./flags/flags.ts";

/** One run of the program, as its command sees it. */
export interface Session {
  /** The client. It is connected on the first call and closed after the command. */
  connect(): Promise<Client>;
  /** Path of the daemon's socket, as it was given. */
  readonly address: string;
  /** The namespace that requests are made in. */
  readonly namespace: string;
  /** Aborts when `--timeout` has passed, and on SIGINT and SIGTERM unless the command handles those itself. */
  readonly signal: AbortSignal;
  /** From now on the command handles SIGINT and SIGTERM; `signal` aborts for the timeout only. */
  handleSignals(): void;
  /** Prints a failure as the program's own would be printed. The command goes on, and has to give an exit code other than 0. */
  report(error: unknown): void;
}

/** Whether ^C or SIGTERM ended the command, rather than its timeout. */
export function isInterrupted({ signal }: Session): boolean {
  return signal.aborted && isKind(signal.reason, "canceled");
}

/** What a command is called with. */
export interface Invocation<F extends Flags> {
  /** The values of the command's flags, and of its group's. */
  readonly flags: Values<F>;
  /** What follows the command's name and is no flag of its own. */
  readonly args: readonly string[];
  /** The daemon and the signals of this run. */
  readonly session: Session;
}

/** A command: its name, its flags and what it does. */
export interface Command<F extends Flags = Flags> {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** One line for the help. */
  readonly summary: string;
  /** The arguments, as the help shows them, e.g. `CONTAINER CMD [ARG...]`. */
  readonly usage?: string;
  readonly flags: F;
  /** True when the arguments end with another program's command line, whose flags are not the command's. */
  readonly carriesCommand?: boolean;
  /** Resolves to the exit code; undefined stands for 0. A failure is thrown. */
  run(invocation: Invocation<F>): Promise<number | undefined>;
}

/** Commands below one name, such as `images`. */
export interface Group {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** One line for the help. */
  readonly summary: string;
  /** Flags that may stand before the subcommand's name. The subcommand gets them among its own. */
  readonly shared?: Flags;
  /** Loads the subcommands, which no other command has to pay for. */
  load(): Promise<readonly (Group | AnyCommand)[]>;
}

/** A command, whatever its flags are. */
// biome-ignore lint/suspicious/noExplicitAny: commands of different flags in one list
export type AnyCommand = Command<any>;

/** Declares a command; the types of its flags are inferred for `run`. */
export function command<F extends Flags>(declared: Command<F>): Command<F> {
  return declared;
}

/** Whether an entry has subcommands. */
export function isGroup(entry: Group | AnyCommand): entry is Group {
  return "load" in entry;
}

/** The entry that has this name or alias. */
export function find<T extends Group | AnyCommand>(entries: readonly T[], name: string): T | undefined {
  return entries.find((entry) => entry.name === name || entry.aliases?.includes(name));
}
