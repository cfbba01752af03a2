// Where the output of a process goes. Each kind of sink has a file here: fifo, file, cri, binary, null.

/** What takes the bytes of one stream. */
export interface Sink {
  /** A pipe, into which bytes may be spliced without a copy. When the sink is full it tells when there is room again. */
  readonly fd?: number | undefined;
  /** How many bytes a sink without `fd` wants at once; undefined: as many as there are. */
  readonly readSize?: number;
  /** Whether a sink without `fd` is full: then the next bytes must wait. */
  readonly isFull?: boolean;
  /** Calls back once, when a sink without `fd` is not full any more. */
  whenWritable?(callback: () => void): void;
  /** Gives how many bytes it has taken, or `again` when it is full. A sink without `fd` takes all. */
  write(bytes: Uint8Array): number;
  /** The reader sees the end. A promise resolves when everything has arrived. */
  close(): void | Promise<void>;
  /** To be called after `close`, when the process is deleted: what nobody has read by now is dropped. */
  release?(): void;
}

/** The parts of a stdio URI. A bare path has the scheme `fifo`, also where it names a file. */
export interface Target {
  readonly scheme: string;
  readonly path: string;
  readonly query: URLSearchParams;
}

/** Source: containerd cmd/containerd-shim-runc-v2/process/io.go. */
export function parseTarget(text: string): Target {
  if (!/^[a-z][a-z0-9+.-]*:/i.test(text)) {
    return { scheme: "fifo", path: text, query: new URLSearchParams() };
  }
  const url = new URL(text);
  return {
    scheme: url.protocol.slice(0, -1),
    path: decodeURIComponent(url.pathname),
    query: url.searchParams,
  };
}
