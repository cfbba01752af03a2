// All tasks of the daemon: which there are, what events and lost shims mean for them, and how they are removed.
import { setTimeout as sleep } from "node:timers/promises";
import { background, type Context } from "../../context/index.ts";
import { Limiter } from "../../context/limiter.ts";
import type { Envelope } from "../../core/event.ts";
import { isKind } from "../../errors/index.ts";
import type { Log } from "../../log/index.ts";
import type { Bundle } from "../bundle/bundle.ts";
import type { EventPublisher } from "../shims/event-publisher.ts";
import type { ShimSettings } from "../shims/settings.ts";
import type { Shim } from "../shims/shim.ts";
import { ShimManager, type ShimManagerOptions } from "../shims/shim-manager.ts";
import type { NotedEvent, ShimUser } from "../shims/shim-user.ts";
import { cleanUpDeadTask } from "./cleanup-dead-task.ts";
import type { Task } from "./task.ts";
import { taskReportOf } from "./task-events.ts";
import { TaskNames } from "./task-names.ts";
import { TaskTable } from "./task-table.ts";

export interface TaskManagerOptions extends ShimManagerOptions {
  readonly settings: ShimSettings;
}

/** Clean-ups that run at a time: each is some processes, and the machine has others to serve. */
const cleanUpsAtOnce = 4;

/** Milliseconds between the removal of a shim's last task and its stop: the client that removed the task goes first. */
const stopDelay = 25;

/** Milliseconds that a deletion waits for its bundle to be removed. Without file descriptors that takes until there are some. */
const removalPatience = 1000;

const unnoted: NotedEvent = { wasPublished: false, onPublished: () => {} };

export class TaskManager implements ShimUser {
  readonly table = new TaskTable();
  readonly names = new TaskNames();
  readonly shims: ShimManager;
  readonly #discards = new Limiter(cleanUpsAtOnce);
  readonly #settings: ShimSettings;
  readonly #publisher: EventPublisher;
  readonly #log: Log;
  readonly #timeouts: TaskManagerOptions["timeouts"];

  constructor(options: TaskManagerOptions) {
    this.#settings = options.settings;
    this.#publisher = options.publisher;
    this.#log = options.log;
    this.#timeouts = options.timeouts;
    this.shims = new ShimManager(options, this);
  }

  // ShimUser

  isServing(shim: Shim): boolean {
    return this.table.of(shim).size > 0;
  }

  noteEvent(shim: Shim, envelope: Envelope): NotedEvent {
    const noted = this.#noteReport(shim, envelope);
    this.noteDisconnected(shim);
    return noted;
  }

  noteDisconnected(shim: Shim): void {
    for (const task of this.table.of(shim)) {
      task.forgetProcessState();
    }
  }

  async cleanUp(shim: Shim): Promise<void> {
    const tasks = [...this.table.of(shim)];
    const worker = async (): Promise<void> => {
      for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
        await this.#cleanUpDead(task);
      }
    };
    await Promise.all(Array.from({ length: cleanUpsAtOnce }, worker));
  }

  /** The task is no more: its bundle is removed, soon if not at once, and its shim stops after its last task. */
  async remove(task: Task): Promise<void> {
    if (task.state === "removed") {
      // The clean-up after its shim was quicker, or it is being removed.
      return task.removal;
    }
    return task.remove(async () => {
      this.table.remove(task);
      task.logReader?.close();
      const removal = this.#occupy(task.bundle, task.bundle.remove());
      await Promise.race([removal, sleep(removalPatience, undefined, { ref: false })]);
      setTimeout(() => void this.shims.stopIfUnused(task.shim), stopDelay);
    });
  }

  /** Removes the bundle of a task that got no shim. */
  discard(bundle: Bundle): void {
    void this.#occupy(bundle, bundle.remove());
  }

  /** As `discard`, after a clean-up. Many may be asked for at once: they take turns. */
  discardAfter(bundle: Bundle, cleanUp: () => Promise<void>): void {
    const removal = this.#discards.run(async () => {
      await cleanUp();
      await bundle.remove();
    });
    void this.#occupy(bundle, removal);
  }

  /** A call that was to create or delete the task has failed, and meanwhile the shim may have reported the deletion. */
  async settle(task: Task): Promise<void> {
    if (task.state === "deleted") {
      await this.#confirmDeletion(task);
    } else if (task.state === "deleting" || task.state === "creating") {
      task.become("active");
    }
  }

  #noteReport(shim: Shim, envelope: Envelope): NotedEvent {
    const report = taskReportOf(envelope);
    const task = report && this.table.get(envelope.namespace, report.containerId);
    if (report === undefined || task === undefined || task.shim !== shim) {
      return unnoted;
    }
    switch (report.kind) {
      case "created":
        task.noteCreated();
        return unnoted;
      case "exited":
        return task.noteExit(report.exit);
      case "deleted":
        this.#noteDeleted(task);
        return unnoted;
    }
  }

  /** A task that is being created or deleted is looked after by whoever does that. */
  #noteDeleted(task: Task): void {
    const { state } = task;
    if (state === "deleted" || state === "removed") {
      return;
    }
    task.become("deleted");
    if (state === "active") {
      void this.#confirmDeletion(task);
    }
  }

  /** Asks the shim, for the report may have been about an earlier task of the same id. */
  async #confirmDeletion(task: Task): Promise<void> {
    const ctx: Context = { ...background(task.namespace), deadline: Date.now() + this.#timeouts.load };
    try {
      await task.call(ctx, (api, options) => api.state({ id: task.id }, options));
    } catch (error) {
      if (isKind(error, "not found")) {
        await this.remove(task);
        return;
      }
      this.#log.warn("a shim does not tell its task's state", { id: task.id, error });
    }
    if (task.state === "deleted") {
      task.become("active");
    }
  }

  async #cleanUpDead(task: Task): Promise<void> {
    if (task.state === "removed") {
      return;
    }
    this.table.remove(task);
    const timeoutMillis = this.#timeouts.cleanup;
    const options = { settings: this.#settings, publisher: this.#publisher, log: this.#log, timeoutMillis };
    await this.#occupy(task.bundle, cleanUpDeadTask(task, options));
  }

  /** Keeps the task's name taken until its bundle has been removed. Does not reject. */
  #occupy({ namespace, id }: Bundle, removal: Promise<void>): Promise<void> {
    const settled = removal.catch((error: unknown) => {
      if (isKind(error, "unavailable")) {
        this.#log.info("the bundle of a task is left to the next daemon", { namespace, id, error });
      } else {
        this.#log.error("clean-up of a task failed", { namespace, id, error });
      }
    });
    this.names.occupy(namespace, id, settled);
    return settled;
  }
}
