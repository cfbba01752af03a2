// hosts.toml against real servers: mirrors, certificates, plain and encrypted.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf } from "../src/errors/index.ts";
import { digestOf } from "../src/oci/digest.ts";
import { bulkOf, ctx, failure, push, read, registry } from "./registry-client.ts";
import { makeImage, publish, type TestImage } from "./registry-image.ts";
import { type RegistryServer, startRegistry, startTlsRegistry } from "./registry-server.ts";

let scratch: string;
let server: RegistryServer;
let image: TestImage;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), "regtest-"));
  image = makeImage({ bulk: 1 << 20 });
  server = await startRegistry();
  await publish(image, `${server.host}/library/busybox:latest`);
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  image[Symbol.dispose]();
  rmSync(scratch, { recursive: true });
});

test("hosts.toml: mirrors first, the namespace as query, headers, and the server as the last", async () => {
  const seen: string[] = [];
  await using mirror = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) => {
      const url = new URL(request.url);
      seen.push(`${request.method} ${url.pathname}${url.search} ${request.headers.get("x-key")}`);
      return new Response(null, { status: 404 });
    },
  });
  await mkdir(join(scratch, "example.test"));
  await writeFile(
    join(scratch, "example.test", "hosts.toml"),
    `server = "http://${server.host}"
[host."http://127.0.0.1:${mirror.port}/us"]
  capabilities = ["pull", "resolve"]
  [host."http://127.0.0.1:${mirror.port}/us".header]
    x-key = "value"
[host."http://127.0.0.1:1"]
  dial_timeout = "200ms"
`,
  );
  const repository = registry.repository("example.test/library/busybox:latest", { hostDir: scratch });
  expect((await repository.resolve(ctx)).digest).toBe(image.manifest.digest);
  expect(digestOf(await read(repository, bulkOf(image)))).toBe(bulkOf(image).digest);
  expect(seen).toEqual([
    "HEAD /us/v2/library/busybox/manifests/latest?ns=example.test value",
    `GET /us/v2/library/busybox/blobs/${bulkOf(image).digest}?ns=example.test value`,
  ]);
});

test("TLS: a certificate nobody vouches for, one in hosts.toml, and loopback", async () => {
  await using tls = await startTlsRegistry();
  await push(registry.repository(`${tls.host}/a/b:c`), image);
  const port = tls.host.split(":")[1];
  const write = async (name: string, text: string): Promise<void> => {
    await mkdir(join(scratch, name));
    await writeFile(join(scratch, name, "hosts.toml"), text);
  };
  await write("plain.test", `server = "https://127.0.0.1:${port}"`);
  await write("ca.test", `server = "https://127.0.0.1:${port}"\nca = "${tls.directory}/cert.pem"`);
  await write("skip.test", `server = "https://localhost:${port}"\nskip_verify = true`);
  const resolve = (host: string) => registry.repository(`${host}/a/b:c`, { hostDir: scratch }).resolve(ctx);
  expect((await resolve("ca.test")).digest).toBe(image.manifest.digest);
  expect((await resolve("skip.test")).digest).toBe(image.manifest.digest);
  const error = await failure(resolve("plain.test"));
  expect(messageOf(error).toLowerCase()).toContain("certificate");
});
