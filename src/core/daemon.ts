import { slot } from "../plugin/index.ts";

/** Facts of the running daemon, from which plugins build paths, addresses and answers. */
export interface Daemon {
  /** Directory that survives a reboot. A plugin's own one is `<root>/<type>.<id>`, which it is given as `root`. */
  readonly root: string;
  /** Directory that a reboot may remove. The sockets of shims are in `<state>/s/`. */
  readonly state: string;
  /** Path of the gRPC socket, for shims and tools. */
  readonly grpcAddress: string;
  /** Path of the ttrpc socket, to which shims forward events. */
  readonly ttrpcAddress: string;
  /** The release. */
  readonly version: string;
  /** The commit that it was built from; may be empty. */
  readonly revision: string;
  /** Identifies the daemon to clients. It was made on the first start and is kept in `<root>/uuid`. */
  readonly uuid: string;
  /** A time from `[timeouts]` of the configuration, in milliseconds; `otherwise` where the file names none. */
  timeout(name: string, otherwise: number): number;
}

/** The slot of the daemon's facts, which the daemon itself fills. */
export const Daemon = slot<Daemon>("io.tsrt.daemon.v1");
