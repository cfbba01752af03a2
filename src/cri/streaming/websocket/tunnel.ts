// SPDY within a WebSocket: binary messages are the bytes of the connection. kubectl forwards ports so. Source: client-go
// tools/portforward/tunneling_dialer.go, KEP-4006.
import type { IncomingMessage } from "node:http";
import type { WebSocket } from "ws";
import { Queue } from "../../../core/queue.ts";
import type { Wire } from "../spdy/connection.ts";

/** Subprotocol of port forwarding in a tunnel. */
export const tunnelProtocol = "SPDY/3.1+portforward.k8s.io";

const header = "sec-websocket-protocol";
const tunnels = new WeakSet<IncomingMessage>();

/**
 * Whether the client wants a tunnel. Its protocol has a slash, which RFC 6455 does not allow in a name, and which the library
 * refuses; so the library does not get to see it.
 */
export function takeTunnelRequest(request: IncomingMessage): boolean {
  const offered = (request.headers[header] ?? "").split(",").map((name) => name.trim());
  if (!offered.includes(tunnelProtocol)) {
    return false;
  }
  delete request.headers[header];
  tunnels.add(request);
  return true;
}

/** Adds the protocol to the answer to a request for a tunnel. */
export function answerTunnel(headers: string[], request: IncomingMessage): void {
  if (tunnels.has(request)) {
    headers.push(`Sec-WebSocket-Protocol: ${tunnelProtocol}`);
  }
}

/** The bytes of the messages. The next message is taken when the one before was read. */
export function wireOfTunnel(socket: WebSocket): Wire {
  const incoming = new Queue<Uint8Array>();
  socket.on("message", (data: Buffer) => {
    socket.pause();
    void incoming.push(data).then(() => socket.resume());
  });
  socket.on("close", () => incoming.close());
  socket.on("error", () => incoming.close());
  return {
    incoming,
    write: (bytes) => new Promise((resolve) => socket.send(bytes, () => resolve())),
    close: () => socket.close(1000),
  };
}
