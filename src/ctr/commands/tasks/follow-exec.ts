import { isKind, messageOf, type Process } from "../../../client/index.ts";
import type { Session } from "../../command.ts";
import { warn } from "../../print/output.ts";
import { exitCode, type Foreground } from "../../tasks/attached.ts";
import { writePidFile } from "../run/lifecycle.ts";

const cleanUpTimeout = 30_000;

/** Runs an exec and follows it to its end; gives its exit code. */
export async function followExec(
  session: Session,
  process: Process,
  foreground: Foreground | undefined,
  pidFile: string | undefined,
): Promise<number> {
  const exited = process.wait();
  exited.catch(() => {});
  foreground?.take(process);
  try {
    await process.start(session);
    await writePidFile(pidFile, process.pid);
    if (foreground === undefined) {
      process.io?.leave();
      return 0;
    }
    const client = await session.connect();
    const outcome = await foreground.guard(foreground.follow(process, exited), client.closed);
    if (outcome.kind === "detached") {
      process.io?.leave();
      return 0;
    }
    await process.delete({ kill: outcome.kind === "abandoned", timeout: cleanUpTimeout });
    return exitCode(outcome);
  } catch (error) {
    await process.delete({ kill: true, timeout: cleanUpTimeout }).catch((failure: unknown) => {
      if (!isKind(failure, "not found", "unavailable")) {
        warn(`failed to clean up: ${messageOf(failure)}`);
      }
    });
    throw error;
  }
}
