// The main of the helper process. It does one job and ends, and with it end its umask, its mounts and its memory.
import { readFileSync, writeFileSync, writeSync } from "node:fs";
import { kindOf, messageOf } from "../errors/index.ts";
import { dieWithParent } from "../linux/process.ts";
import { apply } from "./apply/apply.ts";
import { rebase } from "./apply/rebase.ts";
import { diff } from "./diff/diff.ts";
import type { Job, Message } from "./job.ts";

export async function main(argv: string[]): Promise<number> {
  if (argv.length > 0) {
    send({
      error: { kind: "invalid argument", message: "usage: tsrt layers, with a job on standard input" },
    });
    return 2;
  }
  try {
    dieWithParent();
    offerToOomKiller();
    process.umask(0);
    const result = await run(JSON.parse(readFileSync(0, "utf8")) as Job);
    send({ result: result ?? null });
    return 0;
  } catch (error) {
    send({ error: { kind: kindOf(error), message: messageOf(error) } });
    return 1;
  }
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

async function run(job: Job): Promise<unknown> {
  switch (job.command) {
    case "apply":
      return await apply(job, send);
    case "diff":
      return await diff(job, (bytes) => writeFully(1, bytes));
    case "rebase":
      return rebase(job);
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
