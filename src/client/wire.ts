import type { CallOptions, Channel } from "../rpc/channel.ts";

/** What every request may be given. */
export interface RequestOptions {
  /** Cancels the request, here and in the daemon. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until it fails with `deadline exceeded`. */
  readonly timeout?: number | undefined;
  /** Lease that what the request creates belongs to, so that it is not collected. */
  readonly lease?: string | undefined;
}

/** A connection seen from one namespace: what the parts of the client share. */
export class Wire {
  readonly channel: Channel;
  readonly namespace: string;
  readonly address: string;

  constructor(channel: Channel, namespace: string, address: string) {
    this.channel = channel;
    this.namespace = namespace;
    this.address = address;
  }

  /** A request's options as the channel takes them. Header names: containerd pkg/namespaces, core/leases. */
  call(options: RequestOptions = {}): CallOptions {
    const { signal, timeout, lease } = options;
    const metadata: Record<string, string> = { "containerd-namespace": this.namespace };
    if (lease !== undefined) {
      metadata["containerd-lease"] = lease;
    }
    return { signal, timeout, metadata };
  }
}
