// What a process may do in each state, with containerd's words for what it may not.
// Source: containerd cmd/containerd-shim-runc-v2/process/{init,exec,deleted}_state.go.
import { notFound } from "../../errors/index.ts";

/** An exec is never pausing or paused: it is so with its container. */
export type State = "created" | "running" | "pausing" | "paused" | "stopped" | "deleted";

export type Action =
  | "start"
  | "pause"
  | "resume"
  | "update"
  | "checkpoint"
  | "exec"
  | "resize"
  | "kill"
  | "delete";

/** Why each state refuses an action. An action that a state does not name is allowed in it. */
export type Refusals = Readonly<Record<State, Partial<Record<Action, string>>>>;

const deleted: Partial<Record<Action, string>> = {
  start: "cannot start a deleted process",
  pause: "cannot pause a deleted process",
  resume: "cannot resume a deleted process",
  update: "cannot update a deleted process",
  checkpoint: "cannot checkpoint a deleted process",
  exec: "cannot exec in a deleted state",
  resize: "cannot resize a deleted process",
};

const running: Partial<Record<Action, string>> = {
  start: "cannot start a running process",
  delete: "cannot delete a running process",
};

export const initRefusals: Refusals = {
  created: {
    pause: "cannot pause task in created state",
    resume: "cannot resume task in created state",
    checkpoint: "cannot checkpoint a task in created state",
  },
  running: { ...running, resume: "cannot resume a running process" },
  pausing: {
    ...running,
    pause: "cannot pause a paused container",
    resume: "cannot resume a running process",
  },
  paused: {
    start: "cannot start a paused process",
    pause: "cannot pause a paused container",
    exec: "cannot exec in a paused state",
    delete: "cannot delete a paused process",
  },
  stopped: {
    start: "cannot start a stopped process",
    pause: "cannot pause a stopped container",
    resume: "cannot resume a stopped container",
    update: "cannot update a stopped container",
    checkpoint: "cannot checkpoint a stopped container",
    exec: "cannot exec in a stopped state",
  },
  deleted,
};

export const execRefusals: Refusals = {
  created: {},
  running,
  pausing: {},
  paused: {},
  stopped: {
    start: "cannot start a stopped process",
    resize: "cannot resize a stopped container",
  },
  deleted,
};

/** The states that each state may be followed by. */
const transitions: Readonly<Record<State, readonly State[]>> = {
  created: ["running", "stopped", "deleted"],
  running: ["pausing", "stopped"],
  pausing: ["paused", "running", "stopped"],
  paused: ["running", "stopped"],
  stopped: ["deleted"],
  deleted: [],
};

/** The state of a process, and what it allows. */
export class Lifecycle {
  #state: State = "created";
  readonly #refusals: Refusals;

  constructor(refusals: Refusals) {
    this.#refusals = refusals;
  }

  get state(): State {
    return this.#state;
  }

  /** Throws when the state refuses the action; not found when the process is deleted, as clients expect. */
  require(action: Action): void {
    if (this.#state === "deleted" && (action === "kill" || action === "delete")) {
      throw notFound(`cannot ${action} a deleted process`);
    }
    const refusal = this.#refusals[this.#state][action];
    if (refusal !== undefined) {
      throw new Error(refusal);
    }
  }

  become(state: State): void {
    if (!transitions[this.#state].includes(state)) {
      throw new Error(`invalid state transition "${this.#state}" to "${state}"`);
    }
    this.#state = state;
  }
}
