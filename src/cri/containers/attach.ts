import { abortable, derive } from "../../context/index.ts";
import type { AttachRequest, AttachResponse } from "../../rpc/gen/cri.ts";
import type { Cri, CriMethod } from "../cri.ts";
import type { ContainerStreams } from "../logs/container-streams.ts";
import { type PodContainer, requireRunning } from "../store/containers.ts";
import { exitStatus } from "../streaming/command-status.ts";
import type { RemoteStreams } from "../streaming/remote-streams.ts";
import { checkChoice } from "./exec.ts";
import { followSizes } from "./run-exec.ts";

/** Answers where the streams of a container that runs are to be fetched. */
export const attach: CriMethod<AttachRequest, AttachResponse> = async (cri, _ctx, request) => {
  const container = cri.containers.index.get(request.containerId, "failed to find container in store");
  requireStreams(cri, container);
  checkChoice(request);
  const { stdin, stdout, stderr, tty } = request;
  const url = await cri.streaming.grantCommand("attach", {
    choice: { stdin, stdout, stderr, tty },
    run: (streams) => attachTo(cri, container, tty, streams),
  });
  return { url };
};

function requireStreams(cri: Cri, container: PodContainer): ContainerStreams {
  requireRunning(container);
  const streams = cri.streams.get(container.id);
  if (streams === undefined) {
    throw new Error("the streams of the container have ended");
  }
  return streams;
}

/** Until the container ends, or the client goes. */
async function attachTo(
  cri: Cri,
  container: PodContainer,
  terminal: boolean,
  remote: RemoteStreams,
): Promise<void> {
  const streams = requireStreams(cri, container);
  const ctx = derive(cri.background, { signal: remote.gone });
  const tap = await streams.attach(ctx, { stdout: remote.stdout, stderr: remote.stderr });
  try {
    const { stdin } = remote;
    if (stdin !== undefined) {
      void streams.feedStdin(stdin).then(
        () => closeStdin(cri, container),
        // The client went without ending its input: others may attach to it later.
        () => {},
      );
    }
    if (terminal) {
      void followSizes(cri, cri.background, container, "", remote.sizes());
    }
    await abortable(tap.drained, remote.gone);
  } finally {
    tap.leave();
  }
  await remote.finish(exitStatus(0));
}

async function closeStdin(cri: Cri, { id, record }: PodContainer): Promise<void> {
  if (record.config.stdinOnce) {
    await cri.tasks.runtime.closeIO(cri.background, id, "").catch(() => {});
  }
}
