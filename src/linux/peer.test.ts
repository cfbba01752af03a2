import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createBunTransport } from "../rpc/transport/bun.ts";
import type { Peer } from "../rpc/transport/duplex.ts";
import { peerOf } from "./peer.ts";

test("names this process at the other end of a unix socket", async () => {
  const directory = mkdtempSync(join(tmpdir(), "tsrt-peer-"));
  const transport = createBunTransport({ peerOf });
  const accepted = Promise.withResolvers<Peer>();
  const path = join(directory, "s");
  await using listener = await transport.listen({ path }, (duplex) => {
    accepted.resolve(duplex.peer);
    duplex.start({ data: () => {}, drain: () => {}, end: () => duplex.destroy(), close: () => {} });
  });
  expect(listener.port).toBe(0);
  const client = await transport.connect({ path });
  client.start({ data: () => {}, drain: () => {}, end: () => {}, close: () => {} });
  expect(await accepted.promise).toEqual({
    pid: process.pid,
    uid: process.getuid?.() ?? -1,
    gid: process.getgid?.() ?? -1,
  });
  client.destroy();
  rmSync(directory, { recursive: true });
});

test("refuses what is no socket", () => {
  expect(() => peerOf(-1)).toThrow(RangeError);
  expect(() => peerOf(0.5)).toThrow(RangeError);
});
