// Runs a plugin: an executable that gets its configuration on standard input and the rest in its environment.
// Source: CNI spec 1.1, section 2; libcni pkg/invoke.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { abortFault } from "../context/index.ts";
import type { Json } from "../core/json.ts";
import { deadlineExceeded, errnoOf, invalidArgument, notFound } from "../errors/index.ts";
import { pluginFailure } from "./plugin-failure.ts";
import { PluginOutput } from "./plugin-output.ts";

/** What a plugin is asked to do. */
export type Operation = "ADD" | "DEL" | "CHECK" | "GC" | "STATUS";

/** The interface of a container that an operation is about. */
export interface Endpoint {
  /** Unique on this host; begins with a letter or digit, and holds these, `_`, `.` and `-` only. */
  readonly containerId: string;
  /** Path of the network namespace; empty when it is gone. */
  readonly netns: string;
  /** Name of the interface in the container. */
  readonly interface: string;
  /** CNI_ARGS: free pairs, e.g. `K8S_POD_NAME`. */
  readonly args?: Readonly<Record<string, string>> | undefined;
}

/** One call of a plugin. */
export interface PluginCall {
  readonly operation: Operation;
  /** Name of the executable. */
  readonly type: string;
  readonly config: Json;
  /** Absent for operations that are about no container: GC and STATUS. */
  readonly endpoint?: Endpoint | undefined;
}

/** Where plugins are, and how long they may take. */
export interface PluginLimits {
  /** Directories that are searched for plugins, in this order. */
  readonly pluginDirectories: readonly string[];
  /** Milliseconds that a single call may take; then the plugin is killed. */
  readonly timeout: number;
  /** Kills the plugin when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/** Milliseconds that outputs are read on after the exit, for a plugin whose child has them open. */
const outputGrace = 1000;
/** A plugin that is being replaced cannot be executed for a moment. Source: libcni pkg/invoke/raw_exec.go. */
const busyTries = 10;
const busyPause = 100;

/**
 * Runs a plugin to its end and gives what it printed.
 *
 * @throws not found: no such plugin; `deadline exceeded` and `canceled`: it was killed; else what the plugin says.
 */
export async function runPlugin(call: PluginCall, limits: PluginLimits): Promise<string> {
  const { operation, type, config } = call;
  const what = `CNI plugin ${type} ${operation}`;
  const { signal, timeout } = limits;
  if (signal?.aborted) {
    throw abortFault(signal);
  }
  const child = await spawn(findPlugin(type, limits.pluginDirectories), JSON.stringify(config), {
    // Plugins call iptables and the like.
    PATH: process.env.PATH ?? "/usr/sbin:/usr/bin:/sbin:/bin",
    CNI_COMMAND: operation,
    CNI_PATH: limits.pluginDirectories.join(":"),
    ...environmentOf(call.endpoint),
  });
  const outputs = [new PluginOutput(child.stdout), new PluginOutput(child.stderr)] as const;
  let killedFor: Error | undefined;
  const kill = (reason: Error): void => {
    killedFor ??= reason;
    killGroup(child.pid);
  };
  const onAbort = (): void => kill(abortFault(signal as AbortSignal));
  const timer = setTimeout(() => kill(deadlineExceeded(`no answer within ${timeout} ms`)), timeout);
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    const status = await child.exited;
    await endOf(outputs);
    if (killedFor !== undefined) {
      throw new Error(what, { cause: killedFor });
    }
    const [stdout, stderr] = outputs.map(({ text }) => text);
    if (status !== 0) {
      throw pluginFailure(what, stdout ?? "", stderr ?? "", status);
    }
    return stdout ?? "";
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}

/** Path of a plugin's executable. Not found: none of the directories has it. */
export function findPlugin(type: string, directories: readonly string[]): string {
  const directory = directories.find((candidate) => existsSync(join(candidate, type)));
  if (directory === undefined) {
    throw notFound(`CNI plugin ${JSON.stringify(type)} in ${directories.join(", ")}`);
  }
  return join(directory, type);
}

/** In a process group of its own, so that what the plugin runs (IPAM plugins, iptables) is killed with it. */
async function spawn(file: string, input: string, env: Record<string, string>) {
  for (let tries = 1; ; tries++) {
    try {
      const stdin = Buffer.from(input);
      return Bun.spawn([file], { stdin, stdout: "pipe", stderr: "pipe", env, detached: true });
    } catch (error) {
      if (errnoOf(error) !== "ETXTBSY" || tries === busyTries) {
        throw error;
      }
      await Bun.sleep(busyPause);
    }
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if (errnoOf(error) !== "ESRCH") {
      throw error;
    }
  }
}

async function endOf(outputs: readonly PluginOutput[]): Promise<void> {
  const limit = Promise.withResolvers<void>();
  const timer = setTimeout(limit.resolve, outputGrace);
  await Promise.race([Promise.all(outputs.map(({ ended }) => ended)), limit.promise]);
  clearTimeout(timer);
  await Promise.all(outputs.map((output) => output.cancel()));
}

function environmentOf(endpoint: Endpoint | undefined): Record<string, string> {
  if (endpoint === undefined) {
    return {};
  }
  return {
    CNI_CONTAINERID: endpoint.containerId,
    CNI_NETNS: endpoint.netns,
    CNI_IFNAME: endpoint.interface,
    CNI_ARGS: formatArgs(endpoint.args ?? {}),
  };
}

/** `KEY=value;KEY=value`. Invalid argument: a separator inside, for which the format has no escape. */
export function formatArgs(args: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(args).map(([key, value]) => {
    if (key === "" || /[;=]/.test(key) || value.includes(";")) {
      throw invalidArgument(`CNI argument ${JSON.stringify(`${key}=${value}`)} has a separator in it`);
    }
    return `${key}=${value}`;
  });
  return pairs.join(";");
}
