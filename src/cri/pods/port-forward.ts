// PortForward enters the pod's network namespace without a helper program: a socket that is made there stays there.
import { inNamespaces } from "../../linux/namespaces.ts";
import { closeWatched, whenReady } from "../../linux/readiness.ts";
import { connectLoopback, endWriting, type Family, requireConnected } from "../../linux/tcp-socket.ts";
import { drain, feed, WatchedFd } from "../../process-io/pump.ts";
import type { PortForwardRequest, PortForwardResponse } from "../../rpc/gen/cri.ts";
import type { CriMethod } from "../cri.ts";
import type { Pod } from "../store/pods.ts";
import type { Channel } from "../streaming/channel.ts";
import { networkNamespaces } from "./network.ts";

/** Answers where the connections are to be made. */
export const portForward: CriMethod<PortForwardRequest, PortForwardResponse> = async (cri, _ctx, request) => {
  const { podSandboxId } = request;
  const pod = cri.pods.index.get(podSandboxId, `failed to find sandbox ${JSON.stringify(podSandboxId)}`);
  if (pod.state !== "ready") {
    throw new Error("sandbox container is not running");
  }
  const url = await cri.streaming.grantForward({
    ports: request.port,
    connect: (port, channel) => forwardPort(pod, port, channel),
  });
  return { url };
};

/**
 * Until the process in the pod has ended its direction: what the client sends after that reaches nobody, and a client need not end
 * its own direction ever. Throws what the kernel says when nobody listens on the port.
 */
async function forwardPort(pod: Pod, port: number, channel: Channel): Promise<void> {
  const fd = await connectInPod(pod, port);
  using connection = new Connection(fd);
  void copyOut(channel, connection);
  await drain(connection.watched, (bytes) => channel.write(bytes.slice()));
  await channel.end();
}

/** A descriptor that is not used any more once it is closed: its number may be another one's by then. */
class Connection implements Disposable {
  readonly watched: WatchedFd;
  readonly #fd: number;
  #isClosed = false;

  constructor(fd: number) {
    this.#fd = fd;
    this.watched = new WatchedFd(fd);
  }

  endWriting(): void {
    if (!this.#isClosed) {
      endWriting(this.#fd);
    }
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
    this.watched[Symbol.dispose]();
  }
}

/** The client may go, or the process stop to read: the other direction then ends as well. */
async function copyOut(channel: Channel, connection: Connection): Promise<void> {
  try {
    for await (const bytes of channel.read()) {
      await feed(connection.watched, bytes);
    }
    connection.endWriting();
  } catch {
    connection[Symbol.dispose]();
  }
}

/** IPv4 first; a process may listen on IPv6 only. */
async function connectInPod(pod: Pod, port: number): Promise<number> {
  try {
    return await connectTo(pod, "ipv4", port);
  } catch (error) {
    return connectTo(pod, "ipv6", port).catch(() => {
      throw error;
    });
  }
}

async function connectTo(pod: Pod, family: Family, port: number): Promise<number> {
  const open = (): number => connectLoopback(family, port);
  const fd = inNamespaces(networkNamespaces(pod), open);
  try {
    await writable(fd);
    requireConnected(fd, port);
  } catch (error) {
    closeWatched(fd);
    throw error;
  }
  return fd;
}

async function writable(fd: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  whenReady(fd, "write", resolve);
  await promise;
}
