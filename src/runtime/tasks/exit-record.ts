// A file of the bundle that says how the task ended and that subscribers have been told.
import { join } from "node:path";
import { decode, encode } from "@msgpack/msgpack";
import type { Exit } from "../../core/task.ts";
import { dataLoss, errnoOf } from "../../errors/index.ts";
import { readIfThere } from "../../linux/read-file.ts";
import { elementsOf, requireCount } from "../read-back.ts";
import { replaceFile } from "../shims/shim-record.ts";

const exitFile = "exit";

/** Notes that the exit of the task's init was published, so that a later daemon does not publish it again. */
export function writeExit(bundle: string, { pid, status, exitedAt }: Exit): void {
  const bytes = encode([pid, status, exitedAt?.seconds ?? 0, exitedAt?.nanos ?? 0]);
  try {
    replaceFile(join(bundle, exitFile), bytes);
  } catch (error) {
    // Without its bundle the task is deleted, and no later daemon will look for its exit.
    if (errnoOf(error) !== "ENOENT") {
      throw error;
    }
  }
}

/** Undefined when no exit was noted; data loss when the file is damaged. */
export function readExit(bundle: string): Exit | undefined {
  const path = join(bundle, exitFile);
  const bytes = readIfThere(path);
  if (bytes === undefined) {
    return undefined;
  }
  const what = `damaged file ${path}`;
  const [pid, status, seconds, nanos] = elementsOf(decodeExit(bytes, what), what).map((value) =>
    requireCount(value, what),
  );
  if (pid === undefined || status === undefined || seconds === undefined || nanos === undefined) {
    throw dataLoss(`${what}: too few elements`);
  }
  return { pid, status, exitedAt: { seconds, nanos } };
}

function decodeExit(bytes: Uint8Array, what: string): unknown {
  try {
    return decode(bytes);
  } catch (cause) {
    throw dataLoss(what, { cause });
  }
}
