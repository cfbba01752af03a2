import { type Client, isKind, type Task } from "../../../client/index.ts";
import { failedPrecondition } from "../../../errors/index.ts";
import { command, type Session } from "../../command.ts";
import { removeContainer } from "../../containers/removal.ts";
import { forEach, requireArgument } from "../../flags/arguments.ts";
import { bool } from "../../flags/flags.ts";

export default command({
  name: "delete",
  aliases: ["del", "remove", "rm"],
  summary: "Delete one or more existing containers",
  usage: "CONTAINER [CONTAINER ...]",
  flags: {
    "keep-snapshot": bool("Do not clean up snapshot with container"),
    force: bool("End and delete its task first", { alias: "f" }),
  },
  async run({ flags, args, session }) {
    requireArgument(args, 0, "must specify at least one container to delete");
    const client = await session.connect();
    const describe = (id: string): string => `failed to delete container ${JSON.stringify(id)}`;
    return forEach(session, args, describe, (id) =>
      remove(client, session, id, flags.force, flags["keep-snapshot"]),
    );
  },
});

async function remove(
  client: Client,
  session: Session,
  id: string,
  force: boolean,
  keepSnapshot: boolean,
): Promise<void> {
  const container = await client.container(id, session);
  const task = await taskOf(container.task(undefined, session));
  if (task !== undefined) {
    const { status } = await task.status(session);
    if (!force && status !== "stopped" && status !== "created") {
      throw failedPrecondition(`cannot delete a non stopped container: ${status}`);
    }
    await task.delete({ kill: force || status === "created", signal: session.signal });
  }
  await removeContainer(session, container, { keepSnapshot, signal: session.signal });
}

async function taskOf(task: Promise<Task>): Promise<Task | undefined> {
  try {
    return await task;
  } catch (error) {
    if (isKind(error, "not found")) {
      return undefined;
    }
    throw error;
  }
}
