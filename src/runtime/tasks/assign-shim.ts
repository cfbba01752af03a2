// Gives a new task the shim that serves it: the one of its sandbox, the one of its group, or one of its own.
import type { NewTask } from "../../core/task.ts";
import type { Log } from "../../log/index.ts";
import type { Transport } from "../../rpc/transport/duplex.ts";
import type { Bundle } from "../bundle/bundle.ts";
import type { Place } from "../sandboxes/place.ts";
import { attachShim } from "../shims/attach.ts";
import type { Endpoint } from "../shims/endpoint.ts";
import { readForeignLog } from "../shims/foreign-log.ts";
import { type Launcher, launchShim } from "../shims/launch.ts";
import { addressKey, groupKey, shimPaths } from "../shims/paths.ts";
import type { ShimSettings } from "../shims/settings.ts";
import { attachedRuntime, type Shim } from "../shims/shim.ts";
import { ForeignStarter, recordAt } from "../shims/start-foreign.ts";
import type { Zygote } from "../shims/zygote.ts";
import { Task } from "./task.ts";
import type { TaskManager } from "./task-manager.ts";

export interface ShimAssignerOptions {
  readonly settings: ShimSettings;
  readonly transport: Transport;
  readonly zygote: Zygote | undefined;
  readonly sockets: string;
  readonly log: Log;
  /** Told to foreign shims. */
  readonly daemonVersion: string;
}

export interface Assignment {
  readonly bundle: Bundle;
  readonly task: NewTask;
  readonly place: Place;
  /** Of a foreign shim; undefined for the built-in one. */
  readonly executable: string | undefined;
}

export class ShimAssigner {
  readonly #tasks: TaskManager;
  readonly #launcher: Launcher;
  readonly #sockets: string;
  readonly #log: Log;
  readonly #foreign: ForeignStarter;

  constructor(tasks: TaskManager, options: ShimAssignerOptions) {
    this.#tasks = tasks;
    this.#launcher = options;
    this.#sockets = options.sockets;
    this.#log = options.log;
    this.#foreign = new ForeignStarter(options.settings, options.daemonVersion);
  }

  /** The new task is in the table, in the state `creating`; its bundle is bound to its shim. */
  async assign(assignment: Assignment): Promise<Task> {
    const { place, executable } = assignment;
    if (place.controller !== undefined) {
      return this.#join(assignment, place.controller, { executable: "", runtime: attachedRuntime });
    }
    return executable === undefined
      ? this.#assignBuiltIn(assignment)
      : this.#assignForeign(assignment, executable);
  }

  #assignBuiltIn({ bundle, place }: Assignment): Promise<Task> {
    const { group } = place;
    const paths = shimPaths(this.#sockets, groupKey(bundle.namespace, group));
    let isBound = false;
    const launch = async (): Promise<Shim> => {
      const shim = await launchShim(this.#launcher, { paths, group, bundle });
      isBound = true;
      return shim;
    };
    return this.#tasks.shims.acquire(paths.key, launch, (shim) => {
      if (!isBound) {
        bundle.bind(shim.key, shim.record);
      }
      return this.#add(bundle, shim);
    });
  }

  async #assignForeign(assignment: Assignment, executable: string): Promise<Task> {
    const { bundle, task } = assignment;
    const { runtime, options } = task;
    const logReader = readForeignLog(bundle, this.#log);
    try {
      const endpoint = await this.#foreign.start(bundle, { executable, runtime, options });
      const added = await this.#join(assignment, endpoint, { executable, runtime });
      added.logReader = logReader;
      return added;
    } catch (cause) {
      logReader.close();
      throw new Error("start failed", { cause });
    }
  }

  /** Puts the task behind a shim that listens already, to which the daemon may be connected. */
  #join(
    { bundle, place }: Assignment,
    endpoint: Endpoint,
    kind: { readonly executable: string; readonly runtime: string },
  ): Promise<Task> {
    const paths = shimPaths(this.#sockets, addressKey(endpoint.address));
    const record = recordAt(endpoint, { namespace: bundle.namespace, group: place.group, ...kind });
    return this.#tasks.shims.acquire(
      paths.key,
      () => attachShim(this.#launcher.transport, paths, record),
      (shim) => {
        bundle.bind(shim.key, endpoint);
        return this.#add(bundle, shim);
      },
    );
  }

  #add(bundle: Bundle, shim: Shim): Task {
    const task = new Task(bundle, shim, "creating");
    this.#tasks.table.add(task);
    return task;
  }
}
