// Starts the helper process that applies or makes a layer, and reads its messages.

import { fileURLToPath } from "node:url";
import type { Context } from "../context/index.ts";
import { abortFault } from "../context/index.ts";
import { isCompiled } from "../context/own-command.ts";
import { Fault } from "../errors/index.ts";
import type { Job, Message } from "./job.ts";

/**
 * The command of the helper process: this executable itself, even when an upgrade has replaced its file meanwhile, or the
 * source run by bun.
 */
export function childCommand(): string[] {
  return isCompiled
    ? ["/proc/self/exe", "layers"]
    : [process.execPath, fileURLToPath(new URL("./run.ts", import.meta.url))];
}

export interface ChildOptions {
  readonly command: readonly string[];
  readonly progress?: ((bytes: number) => void) | undefined;
  readonly written?: (() => void) | undefined;
  /** Is called with what the helper writes to its standard output, and delays the helper until it resolves. */
  readonly output?: ((bytes: Uint8Array) => Promise<void>) | undefined;
}

/** A helper lives for less than a second: the compiler's last tier would take an eighth of its time and never pay. */
function childEnvironment(): Record<string, string> {
  return { PATH: process.env.PATH ?? "", BUN_DISABLE_SOURCE_CODE_PREVIEW: "1", BUN_JSC_useFTLJIT: "0" };
}

/**
 * Runs one job and gives its result. When `ctx` is cancelled the helper is killed, which leaves nothing but the files that it
 * made in the target of the job.
 */
export async function runChild(ctx: Context, job: Job, options: ChildOptions): Promise<unknown> {
  if (ctx.signal.aborted) {
    throw abortFault(ctx.signal);
  }
  const child = Bun.spawn([...options.command], {
    stdin: Buffer.from(JSON.stringify(job)),
    stdout: options.output === undefined ? "ignore" : "pipe",
    stderr: "pipe",
    env: childEnvironment(),
  });
  const kill = (): void => child.kill("SIGKILL");
  ctx.signal.addEventListener("abort", kill, { once: true });
  try {
    const listening = listen(child.stderr, options);
    if (options.output !== undefined && child.stdout !== undefined) {
      await pipe(child.stdout, options.output);
    }
    const { result, words } = await listening;
    const status = await child.exited;
    if (ctx.signal.aborted) {
      throw abortFault(ctx.signal);
    }
    return outcome(result, status, child.signalCode, words);
  } finally {
    ctx.signal.removeEventListener("abort", kill);
    kill();
    await child.exited;
  }
}

async function pipe(
  stream: ReadableStream<Uint8Array>,
  output: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  for await (const chunk of stream) {
    await output(chunk);
  }
}

type Last = { readonly result: unknown } | { readonly error: { kind: Fault["kind"]; message: string } };

const maxWords = 4096;

/** Reads the helper's messages. Lines that are no messages are what a crash printed, and are kept for the error. */
async function listen(
  stream: ReadableStream<Uint8Array>,
  { progress, written }: ChildOptions,
): Promise<{ result: Last | undefined; words: string }> {
  let result: Last | undefined;
  let words = "";
  let rest = "";
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const message = parse(line);
      if (message === undefined) {
        words = `${words}${line}\n`.slice(-maxWords);
      } else if ("progress" in message) {
        progress?.(message.progress);
      } else if ("written" in message) {
        written?.();
      } else {
        result = message;
      }
    }
  }
  return { result, words: words + rest };
}

function parse(line: string): Message | undefined {
  try {
    return line.startsWith("{") ? (JSON.parse(line) as Message) : undefined;
  } catch {
    return undefined;
  }
}

function outcome(
  last: Last | undefined,
  status: number,
  signal: NodeJS.Signals | number | null,
  words: string,
): unknown {
  if (last === undefined) {
    const end = signal === null ? `exited with ${status}` : `was killed by ${signal}`;
    throw new Fault("internal", `layer helper ${end}: ${words.trim().slice(-500)}`);
  }
  if ("error" in last) {
    const { kind, message } = last.error;
    // The helper's text ends with the words of its kind, which the fault made here adds by itself.
    throw new Fault(kind, message.endsWith(`: ${kind}`) ? message.slice(0, -kind.length - 2) : message);
  }
  return last.result;
}
