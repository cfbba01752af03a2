// One container from its record to its end.
import { rename, writeFile } from "node:fs/promises";
import {
  type Container,
  type Exit,
  isKind,
  messageOf,
  type Task,
  withNamespace,
} from "../../../client/index.ts";
import { invalidArgument } from "../../../errors/index.ts";
import type { Session } from "../../command.ts";
import { logLabel, logUri, makeLog } from "../../containers/log-file.ts";
import { attachNetwork, type Network, networkLabels } from "../../containers/network.ts";
import { removeContainer } from "../../containers/removal.ts";
import { warn } from "../../print/output.ts";
import { exitCode, type Foreground, type Outcome } from "../../tasks/attached.ts";
import { checkIo, type IoFlags, needsLog, type TaskIo, taskIo } from "../../tasks/task-io.ts";
import { createContainer, type Wanted, wantedOf } from "./container.ts";
import type { ContainerFlags } from "./flags.ts";

export interface RunFlags extends ContainerFlags, IoFlags {
  readonly rm: boolean;
  readonly "dump-config": string | undefined;
}

/** Clean-up goes on after ^C, but not for ever. */
const cleanUpTimeout = 30_000;

export async function runContainer(
  session: Session,
  flags: RunFlags,
  args: readonly string[],
): Promise<number> {
  const wanted = wantedOf(flags, args);
  checkIo(flags, flags.tty);
  const network = flags.cni === true ? await attachNetwork(session, wanted.id) : undefined;
  const log = needsLog(flags, flags.tty) ? await makeLog(session, wanted.id) : undefined;
  const container = await create(session, flags, wanted, network, log);
  let isKept = false;
  try {
    await dumpConfig(flags, container);
    using io = taskIo(session, flags, flags.tty, log === undefined ? undefined : logUri(log));
    const outcome = await runTask(session, flags, container, io);
    isKept = outcome.kind === "detached";
    return exitCode(outcome);
  } finally {
    if (flags.rm && !isKept) {
      await cleanUp(() => removeContainer(session, container, { timeout: cleanUpTimeout }));
    }
  }
}

async function create(
  session: Session,
  flags: RunFlags,
  wanted: Wanted,
  network: Network | undefined,
  log: string | undefined,
): Promise<Container> {
  const labels = { ...networkLabels(network), ...(log === undefined ? {} : { [logLabel]: log }) };
  const options = network === undefined ? [] : [withNamespace({ type: "network", path: network.netns })];
  try {
    return await createContainer(session, flags, wanted, { labels, options });
  } catch (error) {
    await network?.release();
    throw error;
  }
}

async function runTask(
  session: Session,
  flags: RunFlags,
  container: Container,
  { factory, foreground }: TaskIo,
): Promise<Outcome> {
  const task = await container.newTask(factory, session);
  try {
    const exited = foreground === undefined ? undefined : task.wait();
    exited?.catch(() => {});
    foreground?.take(task);
    await writePidFile(flags["pid-file"], task.pid);
    await task.start(session);
    if (foreground === undefined || exited === undefined) {
      task.io?.leave();
      return { kind: "detached" };
    }
    return await attend(session, task, foreground, exited);
  } catch (error) {
    await cleanUp(() => task.delete({ kill: true, timeout: cleanUpTimeout }).then(() => {}));
    throw error;
  }
}

/** Follows the task to its end, and deletes it unless it was left running. */
export async function attend(
  session: Session,
  task: Task,
  foreground: Foreground,
  exited: Promise<Exit>,
): Promise<Outcome> {
  const client = await session.connect();
  const outcome = await foreground.guard(foreground.follow(task, exited), client.closed);
  switch (outcome.kind) {
    case "detached":
      task.io?.leave();
      break;
    case "exited":
      await task.delete({ timeout: cleanUpTimeout });
      break;
    case "abandoned":
      await cleanUp(() => task.delete({ kill: true, timeout: cleanUpTimeout }).then(() => {}));
      break;
  }
  return outcome;
}

async function dumpConfig(flags: RunFlags, container: Container): Promise<void> {
  const file = flags["dump-config"];
  if (file === undefined) {
    return;
  }
  if (file === "") {
    throw invalidArgument("file name is required with --dump-config");
  }
  await writeFile(file, JSON.stringify(container.spec(), null, 2));
}

/** Whole or not at all: somebody may wait for the file. */
export async function writePidFile(path: string | undefined, pid: number): Promise<void> {
  if (path !== undefined) {
    await writeFile(`${path}.tmp`, String(pid));
    await rename(`${path}.tmp`, path);
  }
}

async function cleanUp(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    // Where the daemon has gone, its absence was told already.
    if (!isKind(error, "not found", "unavailable")) {
      warn(`failed to clean up: ${messageOf(error)}`);
    }
  }
}
