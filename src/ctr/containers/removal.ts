import { rm } from "node:fs/promises";
import type { Container, RequestOptions } from "../../client/index.ts";
import type { Session } from "../command.ts";
import { logFiles, logLabel } from "./log-file.ts";
import { releaseNetwork } from "./network.ts";

export interface RemovalOptions extends RequestOptions {
  readonly keepSnapshot?: boolean | undefined;
}

/** The container's record and what this CLI made for it: snapshot, network, log. */
export async function removeContainer(
  session: Session,
  container: Container,
  options: RemovalOptions,
): Promise<void> {
  // First: while the container is there, a removal that failed here can be tried again.
  await releaseNetwork(session, container.id, container.record.labels);
  await container.delete({ ...options, snapshot: options.keepSnapshot !== true });
  const log = container.record.labels[logLabel];
  if (log !== undefined) {
    await Promise.all(logFiles(log).map((file) => rm(file, { force: true })));
  }
}
