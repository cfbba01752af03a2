import type { Container, Task } from "../../../client/index.ts";
import type { Session } from "../../command.ts";
import { requireArgument } from "../../flags/arguments.ts";

export interface Loaded {
  readonly container: Container;
  readonly task: Task;
}

/** The container named by the first argument, and its task. */
export async function loadTask(session: Session, args: readonly string[]): Promise<Loaded> {
  const id = requireArgument(args, 0, "container id must be provided");
  const client = await session.connect();
  const container = await client.container(id, session);
  return { container, task: await container.task(undefined, session) };
}
