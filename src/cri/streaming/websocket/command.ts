// exec and attach over WebSocket. Source: k8s.io/cri-streaming remotecommand/websocket.go.
import type { WebSocket } from "ws";
import type { Channel } from "../channel.ts";
import { type ChannelName, RemoteStreams, type StreamChoice } from "../remote-streams.ts";
import { SocketChannels } from "./channels.ts";

const numbers: Readonly<Record<ChannelName, number>> = {
  stdin: 0,
  stdout: 1,
  stderr: 2,
  error: 3,
  resize: 4,
};

export function acceptSocketCommand(
  socket: WebSocket,
  protocol: string,
  choice: StreamChoice,
): RemoteStreams {
  const all = new SocketChannels(socket, protocol);
  const wanted: [ChannelName, boolean][] = [
    ["stdin", choice.stdin],
    ["stdout", choice.stdout],
    ["stderr", choice.stderr],
    ["error", true],
    ["resize", true],
  ];
  const channels: Partial<Record<ChannelName, Channel>> = {};
  for (const [name] of wanted.filter(([, isWanted]) => isWanted)) {
    channels[name] = all.channel(numbers[name]);
  }
  // An empty message on the first channel that is written to tells the client that the connection stands.
  void (channels.stdout ?? channels.stderr ?? channels.error)?.write(new Uint8Array());
  const hasDocuments = protocol.startsWith("v4.") || protocol.startsWith("v5.");
  return new RemoteStreams(channels, hasDocuments, all.gone, () => all.close());
}
