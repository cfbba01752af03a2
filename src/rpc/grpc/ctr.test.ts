// containerd's own Go client against our server: Debian's ctr, with a content store of one blob.
import { expect, test } from "bun:test";
import { createHash, randomFillSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { notFound } from "../../errors/index.ts";
import { ContentService, WriteAction } from "../gen/content.ts";
import { VersionService } from "../gen/version.ts";
import { Router, serve } from "../handler.ts";
import { bunTransport } from "../transport/bun.ts";
import { GrpcServer } from "./server.ts";

const blob = randomFillSync(new Uint8Array(200_000_000));
const digestOf = (bytes: Uint8Array): string => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** What was ingested, by digest. */
const ingested = new Map<string, number>();

const content = serve(ContentService, {
  info: async (_ctx, { digest }) => ({ info: { digest, size: blob.length } }),
  async *read(_ctx, { offset, size }) {
    const end = size === 0 ? blob.length : Math.min(blob.length, offset + size);
    for (let at = offset; at < end; at += 1 << 20) {
      yield { offset: at, data: blob.subarray(at, Math.min(end, at + (1 << 20))) };
    }
  },
  status: async (_ctx, { ref }) => {
    throw notFound(`ingest ${ref}`);
  },
  async *write(_ctx, requests) {
    const hash = createHash("sha256");
    let offset = 0;
    for await (const { action, data, total } of requests) {
      hash.update(data);
      offset += data.length;
      const digest = action === WriteAction.COMMIT ? `sha256:${hash.copy().digest("hex")}` : "";
      if (digest !== "") {
        ingested.set(digest, offset);
      }
      yield { action, offset, total, digest };
    }
  },
});

test.skipIf(Bun.which("ctr") === null)(
  "ctr reads and writes 200 MB, byte for byte",
  async () => {
    const directory = mkdtempSync(join(tmpdir(), "ctr-"));
    const path = join(directory, "s");
    const router = new Router();
    router.add(content);
    router.add(serve(VersionService, { version: async () => ({ version: "v9.9.9", revision: "abc" }) }));
    const server = new GrpcServer({ router });
    await using _listener = await bunTransport.listen({ path }, (duplex) => server.accept(duplex));
    const ctr = (args: string[], input?: Uint8Array) =>
      Bun.spawn(["ctr", "--address", path, ...args], {
        stdin: input ?? "ignore",
        stdout: "pipe",
        stderr: "pipe",
      });
    try {
      const version = ctr(["version"]);
      expect(await version.stdout.text()).toContain("Version:  v9.9.9");
      expect(await version.stderr.text()).toContain(
        "unknown service containerd.services.introspection.v1.Introspection",
      );
      const get = ctr(["content", "get", digestOf(blob)]);
      expect(digestOf(await get.stdout.bytes())).toBe(digestOf(blob));
      const ingest = ctr(["content", "ingest", "--expected-size", String(blob.length), "ref"], blob);
      expect(await ingest.stderr.text()).toBe("");
      expect(await ingest.exited).toBe(0);
      expect([...ingested]).toEqual([[digestOf(blob), blob.length]]);
    } finally {
      await server.close(1000);
      rmSync(directory, { recursive: true, force: true });
    }
  },
  60_000,
);
