// The bytes under both protocols. Engines know this interface only; bun.ts, node.ts and memory.ts implement it.

/** Who is at the other end of a unix socket, where the kernel tells. */
export interface Peer {
  readonly pid?: number | undefined;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
}

export interface DuplexEvents {
  /** Bytes as they arrived. The array is the receiver's only until the callback returns: copy what you keep. */
  data(bytes: Uint8Array): void;
  /** What `write` had to queue has been handed to the kernel. */
  drain(): void;
  /** The peer sends no more; writing may go on. */
  end(): void;
  /** Called exactly once, last; `error` says why if it was not an orderly end. */
  close(error?: Error): void;
}

/** An ordered, reliable stream of bytes in both directions. */
export interface Duplex {
  readonly peer: Peer;
  /** Must be called once, synchronously after the duplex was received. Events come after it. */
  start(events: DuplexEvents): void;
  /** Sends, or queues and returns false: then hold back until `drain`. Takes ownership of `bytes`. */
  write(bytes: Uint8Array): boolean;
  /** Bytes queued and not yet with the kernel. */
  readonly pending: number;
  /** Stops `data` events; the kernel's buffer then holds the peer back. */
  pause(): void;
  resume(): void;
  /** Sends what is queued, then ends our direction. */
  end(): void;
  /** Drops what is queued and closes both directions at once. */
  destroy(error?: Error): void;
}

/** Where to listen or connect: a unix socket's path, an inherited or connected fd, or TCP. */
export type SocketEndpoint =
  | { readonly path: string }
  | { readonly fd: number }
  | { readonly host: string; readonly port: number };

export interface Listener extends AsyncDisposable {
  /** The port that TCP got; 0 elsewhere. */
  readonly port: number;
  /** Stops accepting; connections that exist go on. */
  close(): Promise<void>;
}

export interface Transport {
  listen(endpoint: SocketEndpoint, accept: (duplex: Duplex) => void): Promise<Listener>;
  /** Rejects with `unavailable` when nobody answers. */
  connect(endpoint: SocketEndpoint): Promise<Duplex>;
}
