// Connections to shims.
import { notImplemented } from "../../errors/index.ts";
import type { Channel } from "../../rpc/channel.ts";
import { grpcChannel } from "../../rpc/grpc/client.ts";
import type { Transport } from "../../rpc/transport/duplex.ts";
import { ttrpcChannel } from "../../rpc/ttrpc/client.ts";
import type { Endpoint } from "./endpoint.ts";

/** Unavailable when nobody listens at the address. */
export async function connect(transport: Transport, endpoint: Endpoint): Promise<Channel> {
  const duplex = await transport.connect({ path: socketPath(endpoint.address) });
  return endpoint.protocol === "grpc" ? grpcChannel(duplex) : ttrpcChannel(duplex);
}

/** Stands in for the connection to a shim that is dead: every call fails as it does when a connection is lost. */
export const closedChannel: Channel = {
  unary: () => Promise.reject(new Error("ttrpc: closed")),
  // biome-ignore lint/correctness/useYield: it fails before it could yield
  stream: async function* () {
    throw new Error("ttrpc: closed");
  },
  closed: Promise.resolve(),
  close: async () => {},
  [Symbol.asyncDispose]: async () => {},
};

function socketPath(address: string): string {
  const path = address.startsWith("unix://") ? address.slice("unix://".length) : address;
  if (!path.startsWith("/")) {
    throw notImplemented(`shim address ${JSON.stringify(address)}`);
  }
  return path;
}
