import { rm } from "node:fs/promises";
import { type Container, messageOf, type RequestOptions } from "../../client/index.ts";
import type { Session } from "../command.ts";
import { warn } from "../print/output.ts";
import { logFiles, logOf } from "./log-file.ts";
import { removeNetwork } from "./network.ts";

/** What stays of a container. */
export interface RemovalOptions extends RequestOptions {
  /** Its snapshot stays. Default: it goes, too. */
  readonly keepSnapshot?: boolean | undefined;
}

/** Removes a container's record and what this CLI made for it: its snapshot, network and log. */
export async function removeContainer(
  session: Session,
  container: Container,
  options: RemovalOptions,
): Promise<void> {
  // The network goes first: while the container's record exists, a removal that failed here can be tried again.
  await removeNetwork(session, container.id, container.record.labels);
  await container.delete({ ...options, snapshot: options.keepSnapshot !== true });
  await removeLog(session, container);
}

/** A label that names something else than the container's log leaves the file where it is. */
async function removeLog(session: Session, { record }: Container): Promise<void> {
  try {
    const log = logOf(session, record);
    if (log !== undefined) {
      await Promise.all(logFiles(log).map((file) => rm(file, { force: true })));
    }
  } catch (error) {
    warn(`log not removed: ${messageOf(error)}`);
  }
}
