// Runs one plugin. Source: CNI spec 1.1, section 2.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { internal, notFound } from "../errors/index.ts";
import { type CniResult, failureOf } from "./result.ts";

export interface Attachment {
  /** Unique on this host. */
  readonly containerId: string;
  /** Path of the network namespace. */
  readonly netns: string;
  readonly interface: string;
}

export interface Invocation extends Attachment {
  readonly command: "ADD" | "DEL";
  readonly type: string;
  readonly config: object;
  /** Directories with plugins. */
  readonly path: readonly string[];
}

/** A plugin that hangs must not hang the command. */
const timeoutMillis = 60_000;

/** The result that it printed; undefined if it printed none. */
export async function runPlugin(invocation: Invocation): Promise<CniResult | undefined> {
  const { command, type, path } = invocation;
  const directory = path.find((candidate) => existsSync(join(candidate, type)));
  if (directory === undefined) {
    throw notFound(`CNI plugin ${JSON.stringify(type)} in ${path.join(", ")}`);
  }
  const child = Bun.spawn([join(directory, type)], {
    stdin: Buffer.from(JSON.stringify(invocation.config)),
    stdout: "pipe",
    stderr: "pipe",
    timeout: timeoutMillis,
    env: environmentOf(invocation),
  });
  const [stdout, stderr, status] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  if (status !== 0) {
    throw internal(`CNI plugin ${type} ${command}: ${failureOf(stdout, stderr)}`);
  }
  return stdout.trim() === "" ? undefined : (JSON.parse(stdout) as CniResult);
}

function environmentOf({ command, containerId, netns, path, ...rest }: Invocation): Record<string, string> {
  return {
    // Plugins call iptables and the like.
    PATH: process.env.PATH ?? "/usr/sbin:/usr/bin:/sbin:/bin",
    CNI_COMMAND: command,
    CNI_CONTAINERID: containerId,
    CNI_NETNS: netns,
    CNI_IFNAME: rest.interface,
    CNI_PATH: path.join(":"),
    CNI_ARGS: "",
  };
}
