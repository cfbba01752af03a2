// The connection of bytes under both protocols. Their engines know this interface only; bun.ts, node.ts and memory.ts
// implement it.

/** The process at the other end of a unix socket. The fields are undefined where the kernel does not tell them. */
export interface Peer {
  readonly pid?: number | undefined;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
}

export interface DuplexEvents {
  /** Bytes have arrived. The array is valid until the callback returns, so bytes that are kept must be copied. */
  data(bytes: Uint8Array): void;
  /** Everything that `write` had to queue has been passed to the kernel. */
  drain(): void;
  /** The peer has ended its direction. Writing may go on. */
  end(): void;
  /** The last event, which comes exactly once. `error` is the reason of an end that was not orderly. */
  close(error?: Error): void;
}

/** An ordered, reliable stream of bytes in both directions. */
export interface Duplex {
  readonly peer: Peer;
  /** Must be called once, synchronously after the duplex was received. There are no events before that. */
  start(events: DuplexEvents): void;
  /**
   * Sends bytes and takes ownership of them. Returns false when it had to queue some, in which case the caller should write no
   * more until `drain`.
   */
  write(bytes: Uint8Array): boolean;
  /** Queued bytes that the kernel has not taken yet. */
  readonly pending: number;
  /** Stops `data` events. The kernel's buffer then fills and makes the peer stop sending. */
  pause(): void;
  resume(): void;
  /** Sends what is queued and then ends our direction. */
  end(): void;
  /** Drops what is queued and closes both directions at once. */
  destroy(error?: Error): void;
}

/** The address to listen at or connect to: the path of a unix socket, an inherited or connected descriptor, or TCP. */
export type SocketEndpoint =
  | { readonly path: string }
  | { readonly fd: number }
  | { readonly host: string; readonly port: number };

export interface Listener extends AsyncDisposable {
  /** The TCP port; 0 for other sockets. */
  readonly port: number;
  /** Stops accepting connections. Those that exist go on. */
  close(): Promise<void>;
}

export interface Transport {
  listen(endpoint: SocketEndpoint, accept: (duplex: Duplex) => void): Promise<Listener>;
  /** Rejects with `unavailable` when no connection can be made. */
  connect(endpoint: SocketEndpoint): Promise<Duplex>;
}
