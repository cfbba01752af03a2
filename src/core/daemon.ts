import { slot } from "../plugin/index.ts";

/** Facts of the running daemon that plugins build paths, addresses and answers from. */
export interface Daemon {
  /** Survives a reboot. A plugin's own directory is `<root>/<type>.<id>`, which it is given as `root`. */
  readonly root: string;
  /** Gone after a reboot. Shims' sockets are in `<state>/s/`. */
  readonly state: string;
  /** Path of the gRPC socket, for shims and tools. */
  readonly grpcAddress: string;
  /** Path of the ttrpc socket, to which shims forward events. */
  readonly ttrpcAddress: string;
  readonly version: string;
  /** The commit it was built from; may be empty. */
  readonly revision: string;
  /** Made on the first start and kept in `<root>/uuid`. */
  readonly uuid: string;
  /** `[timeouts]` of the configuration: milliseconds, or `otherwise` where the file names none. */
  timeout(name: string, otherwise: number): number;
}

export const Daemon = slot<Daemon>("io.tsrt.daemon.v1");
