import { makeSocketFile, type SocketOptions } from "../linux/socket-file.ts";
import type { Duplex, Listener, Transport } from "../rpc/transport/duplex.ts";

/** Listens at a unix socket, whose file goes when the listener is closed. */
export async function listenSocket(
  transport: Transport,
  options: Omit<SocketOptions, "directoryMode">,
  accept: (duplex: Duplex) => void,
): Promise<Listener> {
  const { fd, remove } = makeSocketFile({ ...options, directoryMode: 0o711 });
  const listener = await transport.listen({ fd }, accept);
  const close = async (): Promise<void> => {
    await listener.close();
    remove();
  };
  return { port: 0, close, [Symbol.asyncDispose]: close };
}
