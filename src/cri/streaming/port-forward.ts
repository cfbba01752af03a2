// Port forwarding over SPDY and WebSocket: what is carried is the business of whoever connects. Source: k8s.io/cri-streaming
// portforward/{httpstream,websocket}.go.
import type { WebSocket } from "ws";
import { messageOf } from "../../errors/index.ts";
import type { Channel } from "./channel.ts";
import { SpdyConnection, type Wire } from "./spdy/connection.ts";
import type { SpdyStream } from "./spdy/stream.ts";
import { SocketChannels } from "./websocket/channels.ts";

export interface ForwardRequest {
  /** Only these; empty: any, which SPDY names with each connection. */
  readonly ports: readonly number[];
  /** Carries bytes between the channel and a port until both have ended. */
  connect(port: number, channel: Channel): Promise<void>;
}

export const forwardProtocols = ["portforward.k8s.io"];

/** Milliseconds in which both streams of a connection must be there. */
const pairTimeout = 30_000;

interface Pair {
  data?: SpdyStream;
  error?: SpdyStream;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** Serves connections until the client closes its own. Each is a pair of streams with the same `requestid`. */
export function acceptSpdyForward(wire: Wire, request: ForwardRequest): SpdyConnection {
  const pairs = new Map<string, Pair>();
  return new SpdyConnection(wire, (stream) => {
    const port = Number(stream.headers.get("port"));
    const type = stream.headers.get("streamtype");
    if (!isPort(port) || (type !== "data" && type !== "error")) {
      stream.reset();
      return;
    }
    const id = stream.headers.get("requestid") ?? String(type === "error" ? stream.id : stream.id - 2);
    const pair = pairs.get(id) ?? { timer: setTimeout(() => giveUp(pairs, id), pairTimeout) };
    pairs.set(id, pair);
    pair[type] = stream;
    if (pair.data !== undefined && pair.error !== undefined) {
      clearTimeout(pair.timer);
      pairs.delete(id);
      void carry(request, port, pair.data, pair.error);
    }
  });
}

function giveUp(pairs: Map<string, Pair>, id: string): void {
  const pair = pairs.get(id);
  pairs.delete(id);
  pair?.data?.reset();
  pair?.error?.reset();
}

async function carry(
  { connect }: ForwardRequest,
  port: number,
  data: SpdyStream,
  error: SpdyStream,
): Promise<void> {
  try {
    await connect(port, data);
    await error.end();
  } catch (cause) {
    await error.write(Buffer.from(`error forwarding port ${port}: ${messageOf(cause)}`));
    await error.end();
    data.reset();
  }
}

/** Two channels for each port, data and errors. Each begins with the port as two bytes, the lower one first. */
export async function acceptSocketForward(
  socket: WebSocket,
  protocol: string,
  request: ForwardRequest,
): Promise<void> {
  const channels = new SocketChannels(socket, protocol);
  await Promise.all(
    request.ports.map(async (port, index) => {
      const [data, error] = [channels.channel(index * 2), channels.channel(index * 2 + 1)];
      const name = Uint8Array.from([port & 0xff, port >> 8]);
      await Promise.all([data.write(name), error.write(name)]);
      try {
        await request.connect(port, data);
      } catch (cause) {
        await error.write(Buffer.from(`error forwarding port ${port}: ${messageOf(cause)}`));
      }
    }),
  );
  channels.close();
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port > 0 && port <= 65_535;
}
