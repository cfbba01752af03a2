import { invalidArgument } from "../../errors/index.ts";
import type { Sink } from "../../process-io/io.ts";
import type { ExecSyncRequest, ExecSyncResponse } from "../../rpc/gen/cri.ts";
import type { CriMethod } from "../cri.ts";
import { runExec } from "./run-exec.ts";

/** Bytes kept of each output; the rest is read and dropped, so that the command goes on (CVE-2022-31030). */
const maxOutput = 16 << 20;

export const execSync: CriMethod<ExecSyncRequest, ExecSyncResponse> = async (cri, ctx, request) => {
  const container = cri.containers.index.get(request.containerId);
  if (request.cmd.length === 0) {
    throw invalidArgument("exec: cmd must name a command");
  }
  const [stdout, stderr] = [new Kept(), new Kept()];
  const exitCode = await runExec(cri, ctx, container, {
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
  #room = maxOutput;

  readonly sink: Sink = (bytes) => {
    const part = bytes.slice(0, this.#room);
    this.#room -= part.length;
    if (part.length > 0) {
      this.#chunks.push(part);
    }
  };

  bytes(): Uint8Array {
    return Buffer.concat(this.#chunks);
  }
}
