// The log that the output of `run -d` goes to: a file that the shim keeps within limits.
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { ContainerRecord } from "../../client/index.ts";
import { ctrDirectory } from "../../core/ctr-directory.ts";
import { invalidArgument } from "../../errors/index.ts";
import type { Session } from "../command.ts";

/** Label of a container: path of the file that `logs` reads. */
export const logLabel = "tsrt.io/log";

/** Bytes after which the shim begins a new file. */
const maxSize = 10 << 20;
/** How many files the shim keeps. */
const maxFiles = 3;

/** Makes the directory of a container's log, and gives the log's path. */
export async function makeLog(session: Session, id: string): Promise<string> {
  const directory = join(ctrDirectory(session.address), "logs", session.namespace);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  return join(directory, `${id}.log`);
}

/**
 * Path of the log of a container; undefined when it has none. Invalid argument: the label, which any client can set, does not
 * name a log of this container. Logs are read and removed by this path.
 */
export function logOf(session: Session, { id, labels }: ContainerRecord): string | undefined {
  const path = labels[logLabel];
  if (
    path !== undefined &&
    (resolve(path) !== path || !path.endsWith(`/logs/${session.namespace}/${id}.log`))
  ) {
    throw invalidArgument(`label ${logLabel} of container ${JSON.stringify(id)}: ${path} is not a log of it`);
  }
  return path;
}

/** The log as a shim is told of it. A shim that knows no limits, such as containerd's, ignores the query. */
export function logUri(path: string): string {
  const uri = new URL(`file://${path.split("/").map(encodeURIComponent).join("/")}`);
  uri.search = new URLSearchParams({ "max-size": String(maxSize), "max-files": String(maxFiles) }).toString();
  return uri.toString();
}

/** All files of a log, the newest first: `x.log`, `x.log.1`, `x.log.2`. */
export function logFiles(path: string): string[] {
  return [path, ...Array.from({ length: maxFiles - 1 }, (_, index) => `${path}.${index + 1}`)];
}
