// One more process in a container.
import { rmSync, writeFileSync } from "node:fs";
import type { Context } from "../../context/index.ts";
import { parseExact } from "../../core/exact-json.ts";
import { failedPrecondition, isKind, notFound } from "../../errors/index.ts";
import type { Stdio, StreamOwner } from "../io/streams.ts";
import { report } from "../report.ts";
import { runtimeError } from "../runc/runc.ts";
import type { Init } from "./init.ts";
import { Mutex } from "./mutex.ts";
import { Process } from "./process.ts";
import type { Reaper } from "./reaper.ts";
import { execRefusals } from "./state.ts";

const signalKill = 9;

export class Exec extends Process {
  readonly #init: Init;
  readonly #spec: string;
  readonly #mutex = new Mutex();

  /** `spec` is an OCI process as JSON. */
  constructor(id: string, stdio: Stdio, spec: Uint8Array, init: Init, owner: StreamOwner, reaper: Reaper) {
    super(id, stdio, execRefusals, owner, reaper);
    this.#init = init;
    this.#spec = withTerminal(new TextDecoder().decode(spec), stdio.terminal);
  }

  /** `initEnd` ends the wait for the client to open its ends of the streams. */
  start(ctx: Context, initEnd: AbortSignal, onExit: (status: number) => void): Promise<void> {
    return this.#mutex.run(() => this.#start(ctx, initEnd, onExit));
  }

  async #start(ctx: Context, initEnd: AbortSignal, onExit: (status: number) => void): Promise<void> {
    this.lifecycle.require("start");
    const specFile = this.file(`exec-${this.id}.json`);
    const log = this.file(`exec-${this.id}.log`);
    writeFileSync(specFile, this.#spec, { mode: 0o600 });
    try {
      await this.launch(
        { ...ctx, signal: AbortSignal.any([ctx.signal, initEnd]) },
        {
          pidFile: this.#pidFile,
          log,
          run: (launch) => this.#run(ctx, specFile, launch),
          undo: async () => this.#abandon(),
        },
        onExit,
      );
      await this.openStdin();
    } catch (error) {
      this.#abandon();
      this.setNeverStarted();
      await this.forgetLaunch();
      throw error;
    } finally {
      rmSync(specFile, { force: true });
      rmSync(log, { force: true });
    }
    this.lifecycle.become("running");
  }

  /** It may run, but nobody knows of it. */
  #abandon(): void {
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

  async #run(ctx: Context, specFile: string, launch: Parameters<Init["runc"]["exec"]>[3]): Promise<void> {
    try {
      await this.#init.runc.exec(ctx, this.#init.id, specFile, launch);
    } catch (error) {
      throw runtimeError("OCI runtime exec failed", error);
    }
  }

  /** Takes no turn with Start, which may be waiting for a client that does not come. */
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
      rmSync(this.#pidFile, { force: true });
      this.lifecycle.become("deleted");
      if (this.exit === undefined) {
        this.setNeverStarted();
      }
    });
  }
}

/** The request's word on the terminal counts. A spec that agrees goes to runc as the client wrote it. */
function withTerminal(spec: string, terminal: boolean): string {
  const process = parseExact(spec) as { readonly terminal?: boolean } | null;
  const isAgreed = (process?.terminal ?? false) === terminal;
  return isAgreed ? spec : JSON.stringify({ ...process, terminal });
}
