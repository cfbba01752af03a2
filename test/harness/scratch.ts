import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A temporary directory that is removed at the end of its scope. Its path is short, because sockets are made in it. */
export interface Scratch extends Disposable {
  readonly path: string;
  join(...parts: string[]): string;
}

export function scratch(prefix = "tsrt-"): Scratch {
  const path = mkdtempSync(join(tmpdir(), prefix));
  return {
    path,
    join: (...parts) => join(path, ...parts),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}
