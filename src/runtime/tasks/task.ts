// A task as the daemon knows it: its bundle, its shim, what state it is in, and how it ended.
import { background, type Context } from "../../context/index.ts";
import type { Exit, ProcessState } from "../../core/task.ts";
import type { CallOptions, Stub } from "../../rpc/channel.ts";
import type { TaskService } from "../../rpc/gen/task3.ts";
import type { Bundle } from "../bundle/bundle.ts";
import type { LogReader } from "../shims/foreign-log.ts";
import type { Shim } from "../shims/shim.ts";
import type { NotedEvent } from "../shims/shim-user.ts";
import { writeExit } from "./exit-record.ts";
import { toExit, toState } from "./messages.ts";
import { checkTaskStep, type TaskState } from "./task-state.ts";

type ShimCall<T> = (api: Stub<typeof TaskService>, options: CallOptions) => Promise<T>;

export class Task {
  readonly bundle: Bundle;
  readonly shim: Shim;
  /** Resolves when the task was cleaned up after the death of its shim. */
  readonly cleanedUp = Promise.withResolvers<Exit>();
  /** Whether the shim was asked for the state at the daemon's start, and has not answered. */
  isSilent = false;
  /** Reads what a foreign shim logs. */
  logReader: LogReader | undefined;

  #state: TaskState;
  #exit: Exit | undefined;
  /** The exit that is noted in the bundle as published. */
  #publishedExit: Exit | undefined;
  #deletion: Promise<Exit> | undefined;
  #removal: Promise<void> | undefined;
  readonly #waits = new Map<string, Promise<Exit>>();
  /** The last state that the shim told of the init, until something may have changed it. */
  #knownState: ProcessState | undefined;
  #changes = 0;

  /** `publishedExit` is how the task ended, if an earlier daemon has published that. */
  constructor(bundle: Bundle, shim: Shim, state: TaskState, publishedExit?: Exit) {
    this.bundle = bundle;
    this.shim = shim;
    this.#state = state;
    this.#exit = publishedExit;
    this.#publishedExit = publishedExit;
  }

  get id(): string {
    return this.bundle.id;
  }

  get namespace(): string {
    return this.bundle.namespace;
  }

  get state(): TaskState {
    return this.#state;
  }

  /** How the init ended, once that is known: its exit must be published once. */
  get exit(): Exit | undefined {
    return this.#exit;
  }

  become(state: TaskState): void {
    checkTaskStep(this.#state, state);
    this.#state = state;
  }

  /** The init has exited, by an event or by the shim's word. The result says what is to be done with the event. */
  noteExit(exit: Exit): NotedEvent {
    this.#exit = exit;
    return {
      wasPublished: isSame(this.#publishedExit, exit),
      onPublished: () => {
        // Unless it was about an earlier task of the same id.
        if (this.#exit === exit) {
          this.#publishedExit = exit;
          writeExit(this.bundle.path, exit);
        }
      },
    };
  }

  /** Reports before that of the creation were about an earlier task of the same id. */
  noteCreated(): void {
    this.#exit = undefined;
    if (this.#state === "deleted") {
      this.become("active");
    }
  }

  /** Runs `work`, which deletes the task, or joins the run that is under way. */
  deleteOnce(work: () => Promise<Exit>): Promise<Exit> {
    this.#deletion ??= work().finally(() => {
      this.#deletion = undefined;
    });
    return this.#deletion;
  }

  /** Resolves when the removal that is under way has ended. */
  get removal(): Promise<void> | undefined {
    return this.#removal;
  }

  /** Runs `work`, which removes the task and its bundle. The task is `removed` from now on. */
  remove(work: () => Promise<void>): Promise<void> {
    this.become("removed");
    this.#removal = work();
    return this.#removal;
  }

  /** The state of the init. */
  async processState(ctx: Context): Promise<ProcessState> {
    if (this.#knownState !== undefined) {
      return this.#knownState;
    }
    const changes = this.#changes;
    const response = await this.call(ctx, (api, options) => api.state({ id: this.id }, options));
    const state = toState(response, this.id, "");
    if (changes === this.#changes && this.shim.hasEventStream) {
      this.#knownState = state;
    }
    return state;
  }

  /** Something may have changed the init's state: an event, a call, or the loss of the connection. */
  forgetProcessState(): void {
    this.#changes++;
    this.#knownState = undefined;
  }

  /**
   * One call to the shim serves all who wait. A ttrpc call cannot be taken back, so that each caller who goes away would
   * otherwise leave one behind until the process ends.
   */
  wait(execId: string): Promise<Exit> {
    const known = this.#waits.get(execId);
    if (known !== undefined) {
      return known;
    }
    const request = { id: this.id, execId };
    const waiting = this.call(background(this.namespace), (api, options) => api.wait(request, options))
      .then(toExit)
      .finally(() => {
        if (this.#waits.get(execId) === waiting) {
          this.#waits.delete(execId);
        }
        this.forgetProcessState();
      });
    this.#waits.set(execId, waiting);
    return waiting;
  }

  /** The exec of that id may have been deleted, and the next one may have the same id. */
  forgetWait(execId: string): void {
    this.#waits.delete(execId);
  }

  /** Calls the shim on behalf of `ctx`. */
  call<T>(ctx: Context, run: ShimCall<T>): Promise<T> {
    return this.shim.api.call(ctx, run);
  }

  /** As `call`, for calls that may change the state of the init. */
  async change<T>(ctx: Context, run: ShimCall<T>): Promise<T> {
    this.forgetProcessState();
    try {
      return await this.call(ctx, run);
    } finally {
      this.forgetProcessState();
    }
  }
}

function isSame(left: Exit | undefined, right: Exit): boolean {
  return (
    left !== undefined &&
    left.pid === right.pid &&
    left.status === right.status &&
    left.exitedAt?.seconds === right.exitedAt?.seconds &&
    left.exitedAt?.nanos === right.exitedAt?.nanos
  );
}
