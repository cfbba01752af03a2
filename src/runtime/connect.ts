// Connections to shims.
import { invalidArgument, notImplemented } from "../errors/index.ts";
import type { Channel } from "../rpc/channel.ts";
import { grpcChannel } from "../rpc/grpc/client.ts";
import type { Transport } from "../rpc/transport/duplex.ts";
import { ttrpcChannel } from "../rpc/ttrpc/client.ts";
import type { Endpoint } from "./bundle.ts";

/** `unix:///path`, a bare path, or either behind `ttrpc+`, as sandbox controllers write it. */
export function parseAddress(address: string, version: number): Endpoint {
  const [, protocol = "ttrpc", rest = ""] = /^(?:(ttrpc|grpc)\+)?(.+)$/.exec(address) ?? [];
  if (rest === "") {
    throw invalidArgument(`shim address ${JSON.stringify(address)}`);
  }
  return { address: rest, protocol: protocol as Endpoint["protocol"], version };
}

/** Unavailable when nobody answers. */
export async function connect(transport: Transport, endpoint: Endpoint): Promise<Channel> {
  const duplex = await transport.connect({ path: socketPath(endpoint.address) });
  return endpoint.protocol === "grpc" ? grpcChannel(duplex) : ttrpcChannel(duplex);
}

function socketPath(address: string): string {
  const path = address.startsWith("unix://") ? address.slice("unix://".length) : address;
  if (!path.startsWith("/")) {
    throw notImplemented(`shim address ${JSON.stringify(address)}`);
  }
  return path;
}
