import { invalidArgument } from "../../errors/index.ts";
import type { Sink } from "../../process-io/io.ts";
import type { ExecSyncRequest, ExecSyncResponse } from "../../rpc/gen/cri.ts";
import type { CriMethod } from "../cri.ts";
import { runExec } from "./run-exec.ts";

/**
 * Bytes kept of both outputs; the rest is read and dropped, so that the command goes on (CVE-2022-31030). With what stands around
 * them they fill the 16 MiB of an answer: containerd keeps 16 MiB of each, and then cannot send them.
 */
const maxOutput = (16 << 20) - 1024;

export const execSync: CriMethod<ExecSyncRequest, ExecSyncResponse> = async (cri, ctx, request) => {
  if (request.cmd.length === 0) {
    throw invalidArgument("exec: cmd must name a command");
  }
  const room = { bytes: maxOutput };
  const [stdout, stderr] = [new Kept(room), new Kept(room)];
  const exitCode = await runExec(cri, ctx, request.containerId, {
    command: request.cmd,
    terminal: false,
    stdout: stdout.sink,
    stderr: stderr.sink,
    timeout: Number(request.timeout) * 1000,
  });
  return { stdout: stdout.bytes(), stderr: stderr.bytes(), exitCode };
};

/** The beginning of an output. */
class Kept {
  readonly #chunks: Uint8Array[] = [];
  readonly #room: { bytes: number };

  /** What both outputs have left together. */
  constructor(room: { bytes: number }) {
    this.#room = room;
  }

  readonly sink: Sink = (bytes) => {
    const part = bytes.slice(0, this.#room.bytes);
    this.#room.bytes -= part.length;
    if (part.length > 0) {
      this.#chunks.push(part);
    }
  };

  bytes(): Uint8Array {
    return Buffer.concat(this.#chunks);
  }
}
