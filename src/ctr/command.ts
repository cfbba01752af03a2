import type { Client } from "../client/index.ts";
import { isKind } from "../errors/index.ts";
import type { Flags, Values } from "./flags/flags.ts";

/** What every command knows. */
export interface Session {
  /** Connects when first called; the connection is closed after the command. */
  connect(): Promise<Client>;
  readonly address: string;
  readonly namespace: string;
  /** Aborts at the end of `--timeout`, and on SIGINT or SIGTERM unless the command handles those. */
  readonly signal: AbortSignal;
  /** The command takes care of SIGINT and SIGTERM from now on. */
  ownSignals(): void;
}

/** Whether ^C or SIGTERM ended the command, rather than its timeout. */
export function isInterrupted({ signal }: Session): boolean {
  return signal.aborted && isKind(signal.reason, "canceled");
}

export interface Invocation<F extends Flags> {
  readonly flags: Values<F>;
  readonly args: readonly string[];
  readonly session: Session;
}

export interface Command<F extends Flags = Flags> {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  /** What follows the flags, e.g. `CONTAINER CMD [ARG...]`. */
  readonly usage?: string;
  readonly flags: F;
  /** Its arguments end with another command and that one's flags. */
  readonly carriesCommand?: boolean;
  /** Gives the exit code; none: 0. */
  run(invocation: Invocation<F>): Promise<number | undefined>;
}

export interface Group {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  /** Flags before the subcommand's name; the subcommand sees them among its own. */
  readonly shared?: Flags;
  load(): Promise<readonly (Group | AnyCommand)[]>;
}

// biome-ignore lint/suspicious/noExplicitAny: commands of different flags in one list
export type AnyCommand = Command<any>;

/** Infers the flags' types for `run`. */
export function command<F extends Flags>(declared: Command<F>): Command<F> {
  return declared;
}

export function isGroup(entry: Group | AnyCommand): entry is Group {
  return "load" in entry;
}

export function find<T extends Group | AnyCommand>(entries: readonly T[], name: string): T | undefined {
  return entries.find((entry) => entry.name === name || entry.aliases?.includes(name));
}
