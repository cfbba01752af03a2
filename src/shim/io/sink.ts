// Where what a process prints ends up. One file here per kind: fifo, file, binary, null.

/** One stream's way out. */
export interface Sink {
  /** A pipe that may be spliced into, which spares a copy; its readiness tells when a full sink has room again. */
  readonly fd?: number | undefined;
  /** Takes bytes: how many, or `again` when it is full. A sink without `fd` takes all. */
  write(bytes: Uint8Array): number;
  /** Lets go of everything; the reader sees the end. */
  close(): void;
}

/** The parts of a stdio URI. A bare path is a FIFO's, or a file's where there is no FIFO. */
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
