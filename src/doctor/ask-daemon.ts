// Asks the daemon what it says of itself.
import { connect, type Socket } from "node:net";
import { Client, isKind, messageOf, type PodRuntimeStatus } from "../client/index.ts";
import { errnoOf } from "../errors/index.ts";
import type { DaemonAnswer } from "./host.ts";

/** Milliseconds that a daemon may take for an answer. */
const patience = 5_000;

/** Resolves to what the daemon at a socket says, or why it says nothing. Never fails. */
export async function askDaemon(address: string): Promise<DaemonAnswer> {
  switch (await whyClosed(address)) {
    case undefined:
      break;
    case "ENOENT":
      return { kind: "missing" };
    case "EACCES":
    case "EPERM":
      return { kind: "denied" };
  }
  try {
    await using client = await Client.connect(address, { signal: AbortSignal.timeout(patience) });
    return await ask(client);
  } catch (error) {
    return { kind: "silent", reason: messageOf(error) };
  }
}

async function ask({ introspection, pods }: Client): Promise<DaemonAnswer> {
  const options = { timeout: patience };
  const [{ version }, { pid }, plugins] = await Promise.all([
    introspection.version(options),
    introspection.server(options),
    introspection.plugins([], options),
  ]);
  return {
    kind: "answers",
    version,
    pid,
    failedPlugins: plugins
      .filter(({ error }) => error !== undefined && !/skip plugin/.test(error.message))
      .map(({ type, id, error }) => `${type}.${id}: ${error?.message}`),
    cri: await criOf(() => pods.status(options)),
  };
}

/** Undefined: the daemon has no such service. */
async function criOf(read: () => Promise<PodRuntimeStatus>): Promise<PodRuntimeStatus | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isKind(error, "not implemented")) {
      return undefined;
    }
    throw error;
  }
}

/** The errno with which a socket cannot be connected to; undefined when it can. */
function whyClosed(address: string): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const socket: Socket = connect({ path: address }, () => {
    socket.destroy();
    resolve(undefined);
  });
  socket.on("error", (error) => resolve(errnoOf(error) ?? "unknown"));
  return promise;
}
