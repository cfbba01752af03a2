import type { Container, Task } from "../../../client/index.ts";
import type { Session } from "../../command.ts";
import { requireArgument } from "../../flags/arguments.ts";

/** A container that has a task. */
export interface Loaded {
  readonly container: Container;
  readonly task: Task;
}

/** The container that the first argument names, and its task. Not found: `task X not found`. */
export async function loadTask(session: Session, args: readonly string[]): Promise<Loaded> {
  const id = requireArgument(args, 0, "container id must be provided");
  const client = await session.connect();
  const container = await client.container(id, session);
  return { container, task: await container.task(undefined, session) };
}
