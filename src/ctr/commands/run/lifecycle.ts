// One container from its record to its end.
import { writeFile } from "node:fs/promises";
import { type Container, withNamespace } from "../../../client/index.ts";
import { invalidArgument } from "../../../errors/index.ts";
import type { Session } from "../../command.ts";
import { logLabel, logUri, makeLog } from "../../containers/log-file.ts";
import { networkLabels, type PreparedNetwork, prepareNetwork } from "../../containers/network.ts";
import { removeContainer } from "../../containers/removal.ts";
import { exitCode } from "../../tasks/foreground.ts";
import { cleanUp, cleanUpTimeout, runProcess } from "../../tasks/run-process.ts";
import { checkIo, type IoFlags, needsLog, taskIo } from "../../tasks/task-io.ts";
import { type ContainerArguments, containerArguments, createFromFlags } from "./container.ts";
import type { ContainerFlags } from "./flags.ts";

/** The flags of `run`. */
export interface RunFlags extends ContainerFlags, IoFlags {
  readonly rm: boolean;
  readonly "dump-config": string | undefined;
}

/** Creates a container and runs it. Resolves to the exit code of its process, or 0 when it is left running. */
export async function runContainer(
  session: Session,
  flags: RunFlags,
  args: readonly string[],
): Promise<number> {
  const wanted = containerArguments(flags, args);
  checkIo(flags, flags.tty);
  const { container, log } = await create(session, flags, wanted);
  let isRunning = false;
  try {
    await dumpConfig(flags, container);
    using io = taskIo(session, flags, flags.tty, log === undefined ? undefined : logUri(log));
    const task = await container.newTask(io.factory, session);
    const options = { foreground: io.foreground, pidFile: flags["pid-file"] };
    const outcome = await runProcess(session, task, options);
    isRunning = outcome.kind === "detached";
    return exitCode(outcome);
  } finally {
    if (flags.rm && !isRunning) {
      await cleanUp(() => removeContainer(session, container, { timeout: cleanUpTimeout }));
    }
  }
}

interface Created {
  readonly container: Container;
  /** Path of the log that the output goes to; undefined when it goes elsewhere. */
  readonly log: string | undefined;
}

/** A network that was made for the container is removed again when there will be no container. */
async function create(session: Session, flags: RunFlags, wanted: ContainerArguments): Promise<Created> {
  const network = flags.cni === true ? await prepareNetwork(session, wanted.id) : undefined;
  try {
    const created = await createInNetwork(session, flags, wanted, network);
    network?.keep();
    return created;
  } catch (error) {
    await network?.release();
    throw error;
  }
}

async function createInNetwork(
  session: Session,
  flags: RunFlags,
  wanted: ContainerArguments,
  network: PreparedNetwork | undefined,
): Promise<Created> {
  const log = needsLog(flags, flags.tty) ? await makeLog(session, wanted.id) : undefined;
  const labels = { ...networkLabels(network), ...(log === undefined ? {} : { [logLabel]: log }) };
  const options = network === undefined ? [] : [withNamespace({ type: "network", path: network.netns })];
  return { container: await createFromFlags(session, flags, wanted, { labels, options }), log };
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
