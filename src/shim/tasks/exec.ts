// One more process in a container.
import { rm, writeFile } from "node:fs/promises";
import type { Context } from "../../context/index.ts";
import { Limiter } from "../../context/limiter.ts";
import { parseExact } from "../../core/exact-json.ts";
import { isObject } from "../../core/json.ts";
import { failedPrecondition, invalidArgument, isKind, notFound } from "../../errors/index.ts";
import { report } from "../report.ts";
import { runtimeError } from "../runc/errors.ts";
import type { ProcessFlags } from "../runc/runc.ts";
import type { InitProcess } from "./init.ts";
import { type ExitListener, Process, type ProcessParts } from "./process.ts";
import { execRefusals } from "./state.ts";

const signalKill = 9;

export class Exec extends Process {
  readonly #init: InitProcess;
  readonly #spec: string;
  readonly #mutex = new Limiter(1);

  /** `spec` is an OCI process as JSON. */
  constructor(parts: ProcessParts, spec: Uint8Array, init: InitProcess) {
    super(parts, execRefusals);
    this.#init = init;
    this.#spec = withTerminal(new TextDecoder().decode(spec), parts.stdio.terminal);
  }

  /** When `initEnd` aborts, the start does not wait any longer for the client to open its ends of the streams. */
  start(ctx: Context, initEnd: AbortSignal, listener: ExitListener): Promise<void> {
    return this.#mutex.run(() => this.#start(ctx, initEnd, listener));
  }

  async #start(ctx: Context, initEnd: AbortSignal, listener: ExitListener): Promise<void> {
    this.lifecycle.require("start");
    const specFile = this.file(`exec-${this.id}.json`);
    const log = this.file(`exec-${this.id}.log`);
    const clientCtx = { ...ctx, signal: AbortSignal.any([ctx.signal, initEnd]) };
    const plan = {
      pidFile: this.#pidFile,
      log,
      run: (flags: ProcessFlags) => this.#runcExec(ctx, specFile, flags),
      undo: async () => this.#kill(),
    };
    await writeFile(specFile, this.#spec, { mode: 0o600 });
    try {
      await this.launch(clientCtx, plan, listener);
      await this.openStdin();
    } catch (error) {
      this.#kill();
      this.markNeverRan();
      await this.forgetLaunch();
      throw error;
    } finally {
      await Promise.all([specFile, log].map((path) => rm(path, { force: true })));
    }
    this.lifecycle.become("running");
  }

  /** Ends a process whose start failed: it may run, but nobody knows of it. */
  #kill(): void {
    try {
      this.signal(signalKill);
    } catch (error) {
      if (!isKind(error, "not found")) {
        report("warn", `failed to kill exec ${this.id}`, error);
      }
    }
  }

  get #pidFile(): string {
    return this.file(`${this.id}.pid`);
  }

  async #runcExec(ctx: Context, specFile: string, flags: ProcessFlags): Promise<void> {
    try {
      await this.#init.runc.exec(ctx, this.#init.id, specFile, flags);
    } catch (error) {
      throw runtimeError("OCI runtime exec failed", error);
    }
  }

  /** Does not wait for a Start that is under way, which may be waiting for a client that does not come. */
  kill(signal: number): void {
    this.lifecycle.require("kill");
    if (this.pid === 0) {
      throw failedPrecondition("process not created");
    }
    if (this.exit !== undefined) {
      throw notFound("process already finished");
    }
    try {
      this.signal(signal);
    } catch (cause) {
      throw new Error("exec kill error", { cause });
    }
  }

  delete(): Promise<void> {
    return this.#mutex.run(async () => {
      this.lifecycle.require("delete");
      await this.drained();
      await this.closeStreams();
      await rm(this.#pidFile, { force: true });
      this.lifecycle.become("deleted");
      if (this.exit === undefined) {
        this.markNeverRan();
      }
    });
  }
}

/**
 * The process that runc gets. Whether it has a terminal is the request's to say; a spec that agrees goes to runc as the client
 * wrote it.
 */
function withTerminal(spec: string, terminal: boolean): string {
  const process = parseProcess(spec);
  const isAgreed = (process.terminal ?? false) === terminal;
  return isAgreed ? spec : JSON.stringify({ ...process, terminal });
}

function parseProcess(spec: string): { readonly terminal?: unknown } {
  let parsed: unknown;
  try {
    parsed = parseExact(spec);
  } catch (cause) {
    throw invalidArgument("exec spec is no JSON", { cause });
  }
  if (!isObject(parsed)) {
    throw invalidArgument("exec spec is no OCI process");
  }
  return parsed;
}
