// Connects to a shim that listens already: a foreign one that was just started, or a sandbox controller's.
import { mkdirSync } from "node:fs";
import type { ShimRecord } from "../../core/shim-record.ts";
import type { Transport } from "../../rpc/transport/duplex.ts";
import { connect } from "./connect.ts";
import type { ShimPaths } from "./paths.ts";
import { Shim } from "./shim.ts";
import { writeRecord } from "./shim-record.ts";

/** Also writes the shim's record, so that the next daemon finds it. Unavailable when nobody answers at the address. */
export async function attachShim(transport: Transport, paths: ShimPaths, record: ShimRecord): Promise<Shim> {
  const channel = await connect(transport, record);
  mkdirSync(paths.directory, { recursive: true, mode: 0o700 });
  writeRecord(paths.record, record);
  return new Shim(paths, record, channel);
}
