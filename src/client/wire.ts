import type { CallOptions, Channel } from "../rpc/channel.ts";

/** Options of every request. */
export interface RequestOptions {
  /** Cancels the request in the client and in the daemon; it fails as canceled. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds after which the request fails with `deadline exceeded`. Default: never. */
  readonly timeout?: number | undefined;
  /** Id of the lease that keeps what the request creates from collection. */
  readonly lease?: string | undefined;
}

/** A connection, seen from one namespace. All parts of the client share it. */
export class Wire {
  /** The connection. */
  readonly channel: Channel;
  /** Name of the namespace. */
  readonly namespace: string;
  /** Absolute path of the daemon's socket. */
  readonly address: string;

  constructor(channel: Channel, namespace: string, address: string) {
    this.channel = channel;
    this.namespace = namespace;
    this.address = address;
  }

  /** The options of a request as the channel takes them. Source of the headers: containerd pkg/namespaces, core/leases. */
  call(options: RequestOptions = {}): CallOptions {
    const { signal, timeout, lease } = options;
    const metadata: Record<string, string> = { "containerd-namespace": this.namespace };
    if (lease !== undefined) {
      metadata["containerd-lease"] = lease;
    }
    return { signal, timeout, metadata };
  }
}
