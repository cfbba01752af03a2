// Whether a registry on this machine speaks https or http is found out by trying.
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Descriptor } from "../../../src/core/descriptor.ts";
import { kindOf, messageOf } from "../../../src/errors/index.ts";
import { Downloads } from "../../../src/registry/downloads.ts";
import { createRegistry } from "../../../src/registry/registry.ts";
import { startTlsRegistry } from "../../harness/registry.ts";
import { ctx, failure, read, registry } from "./client.ts";
import { registryEnd, startTestDaemon, storeEnd, unpacked } from "./daemon.ts";
import { publishedImage } from "./published.ts";

const scratch = mkdtempSync(join(tmpdir(), "scheme-"));
afterAll(() => rmSync(scratch, { recursive: true }));

const { server, image, reference } = await publishedImage({ bulk: 1 << 20 });

test("all of several first requests find out that a registry of this machine speaks no TLS", async () => {
  const blobs = [image.config, ...image.layers];
  const target = registry.repository(reference).pusher(ctx);
  const known = await Promise.all(blobs.map((blob) => target.exists(ctx, blob)));
  expect(known).toEqual(blobs.map(() => true));
  const repository = registry.repository(reference);
  const fetched = await Promise.all(blobs.map((blob) => read(repository, blob)));
  expect(fetched.map(({ length }) => length)).toEqual(blobs.map(({ size }) => size));
});

test("the downloads' Worker finds it out for itself", async () => {
  const repository = createRegistry({ configPath: [] }, new Downloads()).repository(reference);
  const download = async (layer: Descriptor): Promise<string> => {
    const file = join(scratch, layer.digest);
    await writeFile(file, "");
    return (await repository.download(ctx, layer, { file, offset: 0 }, () => {})).digest;
  };
  const digests = await Promise.all(image.layers.map(download));
  expect(digests).toEqual(image.layers.map(({ digest }) => digest));
});

test.each(["http", "https"] as const)(
  "pull and push without plain http (the registry speaks %s)",
  async (spoken) => {
    await using tls = await startTlsRegistry();
    const { host } = spoken === "http" ? server : tls;
    await using daemon = await startTestDaemon();
    await daemon.run(registryEnd(reference), storeEnd("app"));
    const name = `${host}/pushed/without:scheme`;
    await daemon.run(storeEnd("app"), registryEnd(name, { defaultScheme: "" }));
    await using other = await startTestDaemon();
    await other.run(registryEnd(name, { defaultScheme: "" }), storeEnd(name, unpacked));
    expect((await other.metadata.images.get(other.ctx, name)).target.digest).toBe(image.manifest.digest);
  },
  60_000,
);

test("a server that speaks no TLS is asked in the clear only where that may be", async () => {
  await mkdir(join(scratch, "strict.test"));
  await writeFile(join(scratch, "strict.test", "hosts.toml"), `server = "https://${server.host}"`);
  const strict = registry.repository("strict.test/library/busybox:latest", { hostDir: scratch });
  const error = await failure(strict.resolve(ctx));
  expect(kindOf(error)).toBe("unavailable");
  expect(messageOf(error)).toContain(`failed to do request to https://${server.host}: `);
});

/** A server that answers a TLS handshake as HTTP servers do, and HTTP requests with nonsense. */
function startRudeServer() {
  return Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      data: (socket, bytes) => {
        const isTls = bytes[0] === 0x16;
        socket.end(isTls ? "HTTP/1.0 400 Bad Request\r\n\r\n" : "What do you want?\r\n\r\n");
      },
    },
  });
}

test("an error names the scheme that failed", async () => {
  const rude = startRudeServer();
  const target = registry.repository(`127.0.0.1:${rude.port}/a/b:c`).pusher(ctx);
  const blobs = image.layers.slice(0, 2);
  const errors = await Promise.all(blobs.map((blob) => failure(target.exists(ctx, blob))));
  rude.stop(true);
  for (const error of errors) {
    expect(messageOf(error)).toContain(`failed to do request to http://127.0.0.1:${rude.port}: `);
    expect(messageOf(error)).not.toContain("EPROTO");
  }
  const nobody = await failure(registry.repository("127.0.0.1:1/a/b:c").resolve(ctx));
  expect(messageOf(nobody)).toContain("failed to do request to https://127.0.0.1:1: ");
}, 60_000);
