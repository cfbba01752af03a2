import { makeSocketFile, type SocketOptions } from "../linux/socket-file.ts";
import type { Duplex, Listener, Transport } from "../rpc/transport/duplex.ts";

/** Listens at a unix socket, whose file goes when the listener is closed. */
export async function listenSocket(
  transport: Transport,
  options: Omit<SocketOptions, "directoryMode">,
  accept: (duplex: Duplex) => void,
): Promise<Listener> {
  const file = makeSocketFile({ ...options, directoryMode: 0o711 });
  try {
    const listener = await transport.listen({ fd: file.fd }, accept);
    const close = async (): Promise<void> => {
      await listener.close();
      file.remove();
    };
    return { port: 0, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    file.discard();
    throw error;
  }
}
