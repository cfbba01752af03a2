// Where the output of `run -d` goes: a file that the shim keeps within limits.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Session } from "../command.ts";
import { dataDirectory } from "./data-directory.ts";

/** On a container: the file that `logs` reads. */
export const logLabel = "tsrt.io/log";

/** Bytes. */
const maxSize = 10 << 20;
const maxFiles = 3;

export async function makeLog(session: Session, id: string): Promise<string> {
  const directory = join(dataDirectory(session.address), "logs", session.namespace);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  return join(directory, `${id}.log`);
}

/** A sink that does not know limits, as of containerd's shim, ignores the query. */
export function logUri(path: string): string {
  const uri = new URL(`file://${path.split("/").map(encodeURIComponent).join("/")}`);
  uri.search = new URLSearchParams({ "max-size": String(maxSize), "max-files": String(maxFiles) }).toString();
  return uri.toString();
}

/** The newest first: `x.log`, `x.log.1`, `x.log.2`. */
export function logFiles(path: string): string[] {
  return [path, ...Array.from({ length: maxFiles - 1 }, (_, index) => `${path}.${index + 1}`)];
}
