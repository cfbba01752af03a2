// What checks see of a host: little enough that a test can record a host as a table of files and programs.
import type { PodRuntimeStatus } from "../client/index.ts";

/** A host, as its files and programs show it. Permission denied is thrown, with errno EACCES or EPERM. */
export interface Host {
  /** The text of a file; undefined when there is none. */
  read(path: string): string | undefined;
  /** Names in a directory; undefined when there is none. */
  list(path: string): readonly string[] | undefined;
  /** Whether a path is a file that can be executed. */
  isProgram(path: string): boolean;
  /** The path of a program on PATH; undefined when it is not there. */
  find(program: string): string | undefined;
  /** Runs a program to its end, which comes within seconds. */
  run(argv: readonly string[]): Promise<Output>;
  /** What the daemon at a socket says of itself. */
  askDaemon(address: string): Promise<DaemonAnswer>;
}

/** What a program printed. */
export interface Output {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a daemon says of itself, or why it says nothing. */
export type DaemonAnswer =
  | { readonly kind: "missing" }
  | { readonly kind: "denied" }
  | { readonly kind: "silent"; readonly reason: string }
  | DaemonState;

/** A daemon that answers. */
export interface DaemonState {
  readonly kind: "answers";
  readonly version: string;
  readonly pid: number;
  /** Plugins that did not start, each with the reason. */
  readonly failedPlugins: readonly string[];
  /** Undefined: the daemon has no CRI. */
  readonly cri: PodRuntimeStatus | undefined;
}
