/** Bytes both ways for one purpose (standard input, errors, a port …) within a connection. */
export interface Channel {
  /** What the peer sends, until it ends its direction. Throws when the channel or its connection is lost. */
  read(): AsyncIterable<Uint8Array>;
  /** Resolves when the bytes have left; does nothing when nobody takes them any more. */
  write(bytes: Uint8Array): Promise<void>;
  /** Ends our direction. */
  end(): Promise<void>;
}
