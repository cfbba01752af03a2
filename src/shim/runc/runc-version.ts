// Which runc this is. It is asked once for each file that is called runc, as asking takes as long as `runc start` does.
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readIfThere } from "../../linux/read-file.ts";
import type { Reaper } from "../reaper.ts";
import { childEnvironment, type RuncSettings } from "./spawn.ts";

/** Minor releases whose start, kill and delete do what exec-fifo.ts, tasks/init.ts and destroy.ts do in their place. */
const tested = ["1.0", "1.1", "1.2", "1.3", "1.4", "1.5"];

/** How long runc may take to answer. One that hangs is treated as one of no version. */
const answerTimeout = 2_000;

/** Versions by the identity of the executable. */
const versions = new Map<string, string>();

/** Whether the shim may do simple things itself that runc would do. TSRT_RUNC_ONLY=1 forbids it. */
export async function mayBypassRunc(settings: RuncSettings, reaper: Reaper): Promise<boolean> {
  return process.env.TSRT_RUNC_ONLY !== "1" && (await isTested(settings, reaper));
}

/** Whether it is a runc of a tested release. A pre-release or a vendor's build of a release counts as that release. */
export async function isTested(settings: RuncSettings, reaper: Reaper): Promise<boolean> {
  const version = await runcVersion(settings, reaper);
  return !isBeforeFirst(version) && tested.some((release) => version.startsWith(`${release}.`));
}

/** What a failure of runc may come from: a version before 1.0.0. Undefined for later ones and for other runtimes. */
export async function oldVersionProblem(settings: RuncSettings, reaper: Reaper): Promise<string | undefined> {
  const version = await runcVersion(settings, reaper);
  return isBeforeFirst(version) ? `runc ${version} is too old, 1.0.0 or later is needed` : undefined;
}

/** Whether it came before runc 1.0.0, as its release candidates did, which differ from it in what the shim relies on. */
function isBeforeFirst(version: string): boolean {
  return version.startsWith("0.") || version.startsWith("1.0.0-");
}

/** Such as `1.1.5`; empty for what is not runc (crun, youki) or cannot be asked. */
export async function runcVersion(settings: RuncSettings, reaper: Reaper): Promise<string> {
  const path = Bun.which(settings.binary);
  if (path === null) {
    return "";
  }
  const { dev, ino, mtimeMs, size } = statSync(path);
  const identity = `${dev}-${ino}-${size}-${Math.floor(mtimeMs)}`;
  // Beside the directories of the namespaces, where all shims of a daemon find it.
  const file = join(dirname(settings.root), `.version-${identity}`);
  const version = versions.get(identity) ?? readIfThere(file)?.toString() ?? (await ask(path, file, reaper));
  versions.set(identity, version);
  return version;
}

async function ask(path: string, file: string, reaper: Reaper): Promise<string> {
  const child = Bun.spawn([path, "--version"], {
    stdio: ["ignore", "pipe", "ignore"],
    env: childEnvironment(),
    timeout: answerTimeout,
    killSignal: "SIGKILL",
  });
  reaper.leave(child.pid, child.exited);
  const output = await new Response(child.stdout).text();
  await child.exited;
  const version = /^runc version (\d+\.\d+\.\d+(?:-rc[.\d]*)?)/.exec(output)?.[1] ?? "";
  mkdirSync(dirname(file), { recursive: true, mode: 0o711 });
  writeFileSync(file, version, { mode: 0o600 });
  return version;
}
