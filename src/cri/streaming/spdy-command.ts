// exec and attach over SPDY: a stream for each channel, named by its header `streamType`. Source: k8s.io/cri-streaming
// remotecommand/httpstream.go.
import { deadlineExceeded } from "../../errors/index.ts";
import type { Channel } from "./channel.ts";
import { type ChannelName, RemoteStreams, type StreamChoice } from "./remote-streams.ts";
import { SpdyConnection, type Wire } from "./spdy/connection.ts";

/** By which clients and servers agree; the first that both know is spoken. */
export const commandProtocols = [
  "v4.channel.k8s.io",
  "v3.channel.k8s.io",
  "v2.channel.k8s.io",
  "channel.k8s.io",
];

/** Milliseconds in which all streams must be there. */
const creationTimeout = 30_000;

/** Resolves when the client has opened all streams of its choice. Deadline exceeded: it has not within 30 seconds. */
export async function acceptSpdyCommand(
  wire: Wire,
  protocol: string,
  choice: StreamChoice,
): Promise<RemoteStreams> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const wanted = wantedChannels(protocol, choice);
  const channels: Partial<Record<ChannelName, Channel>> = {};
  const connection = new SpdyConnection(wire, (stream) => {
    const name = stream.headers.get("streamtype") as ChannelName;
    if (!wanted.has(name) || channels[name] !== undefined) {
      stream.reset();
      return;
    }
    channels[name] = stream;
    if (Object.keys(channels).length === wanted.size) {
      resolve();
    }
  });
  const gone = new AbortController();
  void connection.closed.then(() => {
    gone.abort();
    reject(deadlineExceeded("the client has gone before it opened its streams"));
  });
  const timer = setTimeout(
    () => reject(deadlineExceeded("timed out waiting for client to create streams")),
    creationTimeout,
  );
  try {
    await promise;
  } catch (error) {
    connection.close();
    throw error;
  } finally {
    clearTimeout(timer);
  }
  const hasDocuments = protocol === "v4.channel.k8s.io";
  return new RemoteStreams(channels, hasDocuments, gone.signal, () => connection.close());
}

function wantedChannels(protocol: string, { stdin, stdout, stderr, tty }: StreamChoice): Set<ChannelName> {
  const canResize = protocol === "v4.channel.k8s.io" || protocol === "v3.channel.k8s.io";
  const names: [ChannelName, boolean][] = [
    ["error", true],
    ["stdin", stdin],
    ["stdout", stdout],
    ["stderr", stderr],
    ["resize", tty && canResize],
  ];
  return new Set(names.filter(([, isWanted]) => isWanted).map(([name]) => name));
}
