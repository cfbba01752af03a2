// `start`: the public way to a running shim, for any containerd. It prints the shim's address and nothing else: standard
// error is mixed into what the daemon reads. Source: containerd cmd/containerd-shim-runc-v2/manager/manager_linux.go.

import { createHash } from "node:crypto";
import { mkdirSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { ownCommand } from "../../context/own-command.ts";
import { checkIdentifier } from "../../core/identifier.ts";
import { groupOf, shimEngine } from "../../core/shim-record.ts";
import { errnoOf } from "../../errors/index.ts";
import { O } from "../../linux/open.ts";
import { createSchedulingCookie } from "../../linux/process.ts";
import { canConnect, listenUnix } from "../../linux/unix-socket.ts";
import { BootstrapResult } from "../../rpc/gen/bootstrap.ts";
import { adjustOomScore, joinCgroup } from "../placement.ts";
import { readSpec } from "../tasks/spec.ts";
import { type Bootstrap, parseBootstrap } from "./bootstrap.ts";
import { type Flags, toArguments } from "./flags.ts";

const defaultSocketDirectory = "/run/containerd/s";
/** The longest path of a socket, with room for a temporary name. Source: containerd pkg/shim/util_unix.go. */
const maxSocketPath = 106;

/** Answers with the shim of the task's group, which is started if it does not run. The cwd is the bundle. */
export async function start(flags: Flags): Promise<number> {
  const { id, namespace } = flags.values;
  checkIdentifier(id);
  checkIdentifier(namespace);
  const bootstrap = parseBootstrap(readFileSync(0), id, namespace);
  const { annotations } = readSpec("config.json");
  const socket = socketPath(flags, groupOf(annotations) ?? id, bootstrap);
  const listener = listenOnce(socket);
  const address = `unix://${socket}`;
  if (listener !== undefined) {
    try {
      await spawnShim(flags, bootstrap, socket, listener);
    } catch (error) {
      rmSync(socket, { force: true });
      throw error;
    }
  }
  // containerd 1.x looks here when it reconnects, and 2.x falls back to it.
  writeFileSync("address", address, { mode: 0o600 });
  writeSync(1, bootstrap.wantsResult ? encodeResult(address) : Buffer.from(address));
  return 0;
}

function encodeResult(address: string): Uint8Array {
  return BootstrapResult.encode({ version: 3, address, protocol: "ttrpc" });
}

/** Beside the daemon's own socket, which is where containerd has its shims' sockets if it is in its default place. */
function socketPath(flags: Flags, group: string, bootstrap: Bootstrap): string {
  const owner = join(flags.values.address, flags.values.namespace, group);
  const name = createHash("sha256").update(owner).digest("hex");
  if (bootstrap.socketDirectory !== "") {
    return join(bootstrap.socketDirectory, name);
  }
  const beside = join(dirname(flags.values.address), "s", name);
  return beside.length <= maxSocketPath ? beside : join(defaultSocketDirectory, name);
}

/** Undefined when a shim of the group listens there already. A socket nobody listens on was left by one that died. */
function listenOnce(path: string): number | undefined {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    return listenUnix(path);
  } catch (error) {
    if (errnoOf(error) !== "EADDRINUSE") {
      throw error;
    }
  }
  if (canConnect(path)) {
    return undefined;
  }
  rmSync(path);
  return listenUnix(path);
}

async function spawnShim(
  flags: Flags,
  bootstrap: Bootstrap,
  socket: string,
  listener: number,
): Promise<void> {
  if ((process.env.SCHED_CORE ?? "") !== "") {
    createSchedulingCookie();
  }
  const child = Bun.spawn([...ownCommand(), "shim", "serve", ...toArguments(flags), "-socket", socket], {
    // The daemon waits until nobody holds the pipes that it reads `start` by. The shim finds the listener as fd 3.
    stdio: ["ignore", "ignore", openLog(), listener],
    env: { ...(process.env as Record<string, string>), ...shimEngine },
    detached: true,
  });
  try {
    if (bootstrap.shimCgroup !== "") {
      await joinCgroup(bootstrap.shimCgroup, child.pid);
    }
    adjustOomScore(process.ppid, child.pid);
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
  child.unref();
}

/** The daemon has opened the FIFO before it ran `start`. Without a reader there is nobody to log for. */
function openLog(): number | "ignore" {
  try {
    return openSync("log", O.WRONLY | O.NONBLOCK | O.CLOEXEC);
  } catch {
    return "ignore";
  }
}
