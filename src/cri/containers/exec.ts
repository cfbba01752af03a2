import { invalidArgument } from "../../errors/index.ts";
import type { ExecRequest, ExecResponse } from "../../rpc/gen/cri.ts";
import type { Cri, CriMethod } from "../cri.ts";
import { requireRunning } from "../store/containers.ts";
import { exitStatus } from "../streaming/command-status.ts";
import type { RemoteStreams, StreamChoice } from "../streaming/remote-streams.ts";
import { runExec } from "./run-exec.ts";

/** Answers where the streams of the command are to be fetched; it runs when somebody comes for them. */
export const exec: CriMethod<ExecRequest, ExecResponse> = async (cri, _ctx, request) => {
  const { containerId } = request;
  const container = cri.containers.index.get(
    containerId,
    `failed to find container ${JSON.stringify(containerId)} in store`,
  );
  requireRunning(container);
  if (request.cmd.length === 0) {
    throw invalidArgument("exec: cmd must name a command");
  }
  checkChoice(request);
  const { stdin, stdout, stderr, tty, cmd } = request;
  const url = await cri.streaming.grantCommand("exec", {
    choice: { stdin, stdout, stderr, tty },
    run: (streams) => runRemote(cri, container.id, cmd, tty, streams),
  });
  return { url };
};

/** Invalid argument: no stream at all, or errors apart from the output of a terminal. */
export function checkChoice({ stdin, stdout, stderr, tty }: StreamChoice): void {
  if (tty && stderr) {
    throw invalidArgument("tty and stderr cannot both be true");
  }
  if (!stdin && !stdout && !stderr) {
    throw invalidArgument("one of stdin, stdout, or stderr must be set");
  }
}

async function runRemote(
  cri: Cri,
  id: string,
  command: readonly string[],
  terminal: boolean,
  streams: RemoteStreams,
): Promise<void> {
  const code = await runExec(cri, { ...cri.background, signal: streams.gone }, id, {
    command,
    terminal,
    stdin: streams.stdin,
    stdout: streams.stdout,
    stderr: streams.stderr,
    sizes: terminal ? streams.sizes() : undefined,
    timeout: 0,
  });
  await streams.finish(exitStatus(code));
}
