import { expect, test } from "bun:test";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Reaper } from "../reaper.ts";
import { isTested, oldVersionProblem } from "./runc-version.ts";

let programs = 0;

/** A program that answers `--version` as this runc would. No two have the same size, by which they are told apart. */
async function asked<T>(version: string, question: (binary: string, root: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), "runc-version-"));
  try {
    const binary = join(directory, "runc");
    writeFileSync(binary, `#!/bin/sh\necho "${version}"\n#${"x".repeat(64 * ++programs)}\n`);
    chmodSync(binary, 0o755);
    return await question(binary, join(directory, "state/default"));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

for (const [printed, tested, problem] of [
  ["runc version 1.1.5+ds1", true, undefined],
  ["runc version 1.4.0", true, undefined],
  ["runc version 1.5.3", true, undefined],
  ["runc version 1.4.0-rc.2", true, undefined],
  ["runc version 1.3.0-rc.1+dev", true, undefined],
  ["runc version 9.0.0", false, undefined],
  ["runc version 1.0.0-rc93", false, "runc 1.0.0-rc93 is too old, 1.0.0 or later is needed"],
  ["runc version 0.1.1", false, "runc 0.1.1 is too old, 1.0.0 or later is needed"],
  ["crun version 1.8.1", false, undefined],
] as const) {
  test(`${printed}: ${tested ? "started by the shim" : "started by its own command"}${problem ? ", too old" : ""}`, async () => {
    const reaper = new Reaper();
    const answers = await asked(printed, async (binary, root) => {
      const settings = { binary, root, systemdCgroup: false };
      return [await isTested(settings, reaper), await oldVersionProblem(settings, reaper)];
    });
    expect(answers).toEqual([tested, problem]);
  });
}
