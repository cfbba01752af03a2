import { type Client, isKind, type PodContainerInfo } from "../../client/index.ts";
import { notFound } from "../../errors/index.ts";
import { command, isInterrupted, type Session } from "../command.ts";
import { logFiles, logOf } from "../containers/log-file.ts";
import { followLog, type LogSink, readLog } from "../containers/log-tail.ts";
import { requireArgument } from "../flags/arguments.ts";
import { bool } from "../flags/flags.ts";
import { CriLogReader } from "../pods/cri-log.ts";
import { findContainer, parseContainerPath } from "../pods/find.ts";
import { podTrees } from "../pods/tree.ts";
import { print, printToStderr } from "../print/output.ts";

/** Milliseconds between two questions whether a container of a pod has ended. */
const statePollMillis = 250;

export default command({
  name: "logs",
  summary: "Print the output of a container of a pod, or of one started with run -d",
  usage: "CONTAINER | [NAMESPACE/]POD/CONTAINER",
  flags: { follow: bool("Go on as output comes, until the container has ended", { alias: "f" }) },
  async run({ flags, args, session }) {
    const wanted = requireArgument(args, 0, "container id must be provided");
    const client = await session.connect();
    const path = parseContainerPath(wanted);
    if (path === undefined) {
      await printContainerLog(client, session, wanted, flags.follow);
      return;
    }
    const container = findContainer(await podTrees(client, session), path);
    await printPodLog(client, session, container, flags.follow);
  },
});

async function printContainerLog(
  client: Client,
  session: Session,
  id: string,
  follows: boolean,
): Promise<void> {
  const path = logOf(session, await client.containers.get(id, session));
  if (path === undefined) {
    throw notFound(`log of container ${JSON.stringify(id)}, which was not started with run -d`);
  }
  for (const file of logFiles(path).slice(1).reverse()) {
    readLog(file, print);
  }
  await followLog(path, follows ? hasEnded(client, id, session) : Promise.resolve(), print);
}

/** Prints what kubelet has not moved away yet, as `kubectl logs` does; what went to standard error goes there. */
async function printPodLog(
  client: Client,
  session: Session,
  { id, name, logPath }: PodContainerInfo,
  follows: boolean,
): Promise<void> {
  if (logPath === "") {
    throw notFound(`log of container ${JSON.stringify(name)}, whose pod has no log directory`);
  }
  const reader = new CriLogReader();
  const sink: LogSink = (bytes) => {
    for (const { stream, text } of reader.read(bytes)) {
      (stream === "stdout" ? print : printToStderr)(text);
    }
  };
  await followLog(logPath, follows ? hasExited(client, id, session) : Promise.resolve(), sink);
}

/** Resolves when the task has ended, when there is none, and when ^C was pressed. */
async function hasEnded(client: Client, id: string, session: Session): Promise<void> {
  try {
    await client.tasks.wait(id, "", { signal: session.signal });
  } catch (error) {
    if (!isKind(error, "not found") && !isInterrupted(session)) {
      throw error;
    }
  }
}

/**
 * The same for a container of a pod. The end of its task is too early: CRI calls a container exited when its log has all of
 * its output.
 */
async function hasExited(client: Client, id: string, session: Session): Promise<void> {
  try {
    for (;;) {
      const state = await client.pods.containerState(id, { signal: session.signal });
      if (state !== "running" && state !== "created") {
        return;
      }
      await Bun.sleep(statePollMillis);
    }
  } catch (error) {
    if (!isKind(error, "not found") && !isInterrupted(session)) {
      throw error;
    }
  }
}
