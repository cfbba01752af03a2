// The main of the helper process. It does jobs until its input ends or the daemon does, and with it end its umask, its mounts and
// its memory.
import { writeFileSync, writeSync } from "node:fs";
import { packFault } from "../errors/packed.ts";
import { dieWithParent } from "../linux/process.ts";
import { apply } from "./apply/apply.ts";
import { rebase } from "./apply/rebase.ts";
import { diff } from "./diff/diff.ts";
import type { Job, Message, NumberedJob, Report } from "./job.ts";
import { lines } from "./lines.ts";
import { hasPrivateMounts } from "./mount-area.ts";

/** Bytes of memory with which a helper takes no further job: a layer that needed much of it must not leave it to the next one. */
const maxMemory = 256 << 20;

export async function main(argv: string[]): Promise<number> {
  if (argv.length > 0) {
    writeSync(2, "usage: tsrt layers, with jobs on standard input\n");
    return 2;
  }
  dieWithParent();
  offerToOomKiller();
  process.umask(0);
  const waits: Promise<void>[] = [];
  for await (const line of lines(Bun.stdin.stream())) {
    const job = JSON.parse(line) as NumberedJob;
    const { synced } = await perform(job, (message) => send({ id: job.id, ...message }));
    waits.push(synced);
  }
  await Promise.all(waits);
  return 0;
}

/**
 * Makes this process the kernel's first choice when memory is short: then a pull fails, and no container and not the daemon,
 * whose protection this process has inherited.
 */
function offerToOomKiller(): void {
  try {
    writeFileSync("/proc/self/oom_score_adj", "500");
  } catch {
    // Some sandboxes refuse this. A pull works without it.
  }
}

/** Does a job up to the wait for the disk. `synced` resolves when the last message about it was sent. Errors are messages. */
async function perform(job: Job, report: Report): Promise<{ synced: Promise<void> }> {
  const fail = (error: unknown): void => report({ error: packFault(error) });
  try {
    const { result, synced } = await run(job, report);
    if (hasPrivateMounts() || process.memoryUsage.rss() > maxMemory) {
      send({ isLast: true });
    }
    if (synced !== undefined) {
      report({ written: true });
      return { synced: synced.then(() => report({ result }), fail) };
    }
    report({ result: result ?? null });
  } catch (error) {
    fail(error);
  }
  return { synced: Promise.resolve() };
}

/** What a job gave, and the promise that it is durable where that was asked for. */
interface Done {
  readonly result: unknown;
  readonly synced?: Promise<void> | undefined;
}

async function run(job: Job, report: Report): Promise<Done> {
  switch (job.command) {
    case "apply":
      return await apply(job, report);
    case "diff":
      return { result: await diff(job, (bytes) => writeFully(1, bytes)) };
    case "rebase":
      return { result: rebase(job) };
  }
}

function writeFully(fd: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(fd, bytes, written);
  }
}

function send(message: Message): void {
  writeSync(2, `${JSON.stringify(message)}\n`);
}
