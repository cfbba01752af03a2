// `zygote`: a process that has loaded a shim's code and forks a shim for each request. The two share all memory that neither
// changes. It waits for requests in a blocking read, because an event loop that runs would have to be divided on a fork.
import { openSync, writeSync } from "node:fs";
import { type ForkReply, type ForkRequest, isForkRequest, shimFiles } from "../../core/shim-record.ts";
import { invalidArgument, messageOf } from "../../errors/index.ts";
import { closeFd, readFd, replaceFd } from "../../linux/fd.ts";
import { canFork, fork, shareMachineCode } from "../../linux/fork.ts";
import { ignoreChildren, setCommandLine, setProcessName, startSession } from "../../linux/process.ts";
import { listenUnix } from "../../linux/unix-socket.ts";
import { parseFlags } from "../command/flags.ts";
import { serve } from "../serve.ts";
import { warmUp } from "./warm-up.ts";

export async function zygote(): Promise<number> {
  setProcessName("tsrt-zygote");
  ignoreChildren(true);
  await warmUp();
  shareMachineCode();
  Bun.gc(true);
  for (const line of requests()) {
    const request = parseRequest(line);
    const listener = answer(request);
    if (listener !== undefined) {
      becomeShim(request);
      return serve(parseFlags(request.args.slice(1)), listener, request.daemon);
    }
  }
  return 0;
}

/** Throws when the line is no request: then the daemon speaks another language, and had better spawn its shims. */
function parseRequest(line: string): ForkRequest {
  const request: unknown = JSON.parse(line);
  if (!isForkRequest(request)) {
    throw invalidArgument(`no fork request: ${line.slice(0, 100)}`);
  }
  return request;
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

/** Forks. In the child it gives the socket to listen at; in the zygote undefined, and the daemon has been answered. */
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

/** Gives the child what a spawned shim is given: a session, a command line, a directory and standard streams. */
function becomeShim({ args, namespace, directory }: ForkRequest): void {
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
