// `zygote`: has a shim's code loaded and forks a shim for each request, which then shares with it all memory that neither
// changes. It waits in a blocking read: an event loop that has not begun is one less thing to divide between the two.
import { openSync, writeSync } from "node:fs";
import { type ForkReply, type ForkRequest, shimFiles } from "../../core/shim-record.ts";
import { messageOf } from "../../errors/index.ts";
import { closeFd, readFd, replaceFd } from "../../linux/fd.ts";
import { canFork, fork, shareMachineCode } from "../../linux/fork.ts";
import { ignoreChildren, setCommandLine, setProcessName, startSession } from "../../linux/process.ts";
import { listenUnix } from "../../linux/unix-socket.ts";
import { parseFlags } from "../command/flags.ts";
import { serve } from "../serve.ts";
import { rehearse } from "./warm-up.ts";

export async function zygote(): Promise<number> {
  setProcessName("tsrt-zygote");
  ignoreChildren(true);
  await rehearse();
  shareMachineCode();
  Bun.gc(true);
  for (const line of requests()) {
    const request = JSON.parse(line) as ForkRequest;
    const listener = answer(request);
    if (listener !== undefined) {
      become(request);
      return serve(parseFlags(request.args.slice(1)), listener, request.daemon);
    }
  }
  return 0;
}

/** Lines of standard input. */
function* requests(): Generator<string> {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(16_384);
  let text = "";
  for (let count = readFd(0, buffer); count > 0; count = readFd(0, buffer)) {
    text += decoder.decode(buffer.subarray(0, count), { stream: true });
    const lines = text.split("\n");
    text = lines.pop() as string;
    yield* lines;
  }
}

/** In the child, the socket to listen at; in the zygote undefined, and the daemon has been answered. */
function answer(request: ForkRequest): number | undefined {
  let reply: ForkReply;
  try {
    const listener = listenUnix(request.socket);
    const pid = forkOrClose(listener);
    if (pid === 0) {
      return listener;
    }
    closeFd(listener);
    reply = { pid };
  } catch (error) {
    reply = { error: messageOf(error) };
  }
  writeSync(1, `${JSON.stringify(reply)}\n`);
  return undefined;
}

function forkOrClose(listener: number): number {
  try {
    if (!canFork()) {
      throw new Error("other threads run");
    }
    return fork();
  } catch (error) {
    closeFd(listener);
    throw error;
  }
}

/** What a spawned shim is given. */
function become({ args, namespace, directory }: ForkRequest): void {
  ignoreChildren(false);
  startSession();
  setCommandLine([process.argv0, "shim", ...args]);
  process.env.NAMESPACE = namespace;
  process.chdir(directory);
  const nothing = openSync("/dev/null", "r+");
  const log = openSync(shimFiles.log, "a", 0o600);
  replaceFd(nothing, 0);
  replaceFd(nothing, 1);
  replaceFd(log, 2);
  closeFd(nothing);
  closeFd(log);
}
