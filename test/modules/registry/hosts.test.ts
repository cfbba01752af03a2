// hosts.toml against real servers: mirrors, certificates, plain and encrypted.
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { version } from "../../../src/context/version.ts";
import { messageOf } from "../../../src/errors/index.ts";
import { digestOf } from "../../../src/oci/digest.ts";
import { makeCertificate } from "../../harness/certificate.ts";
import { privateLoopback } from "../../harness/loopback.ts";
import { startTlsRegistry } from "../../harness/registry.ts";
import { alice, bulkOf, ctx, failure, push, read, registry } from "./client.ts";
import { publishedImage } from "./published.ts";

const scratch = mkdtempSync(join(tmpdir(), "regtest-"));
afterAll(() => rmSync(scratch, { recursive: true }));

const { server, image } = await publishedImage({ bulk: 1 << 20 });

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

test("a mirror that answers everything with a page of its own is passed over", async () => {
  await using portal = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: () => new Response("<html>Log in</html>", { headers: { "content-type": "text/html" } }),
  });
  const toml = `server = "http://${server.host}"\n[host."http://127.0.0.1:${portal.port}"]`;
  const options = { hostDir: await hostDir("portal.test", toml) };
  const repository = registry.repository("portal.test/library/busybox:latest", options);
  const target = await repository.resolve(ctx);
  expect(target.digest).toBe(image.manifest.digest);
  expect(digestOf(await read(repository, target))).toBe(target.digest);
  expect(await read(repository, bulkOf(image), 1000)).toHaveLength(bulkOf(image).size - 1000);
  expect(digestOf(await read(repository, bulkOf(image)))).toBe(bulkOf(image).digest);
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

interface TokenFront extends AsyncDisposable {
  readonly host: string;
  /** The certificate by which the registry can be verified. */
  readonly ca: string;
  /** Method, URL and user of each request that is not for the token server. */
  readonly asked: string[];
}

/** A registry over https with one manifest, and its token server at the same host. Both require alice's password. */
function startTokenFront(hostname = "127.0.0.1", port = 0): TokenFront {
  const directory = mkdtempSync(join(tmpdir(), "front-"));
  const { cert, key } = makeCertificate(directory, hostname);
  const asked: string[] = [];
  const server = Bun.serve({
    hostname,
    port,
    tls: { cert: Bun.file(cert), key: Bun.file(key) },
    fetch: async (request) => {
      const { origin, pathname, search } = new URL(request.url);
      if (pathname === "/token") {
        const isAlice = (await request.text()).includes("username=alice&password=secret");
        return Response.json({ token: isAlice ? "for-alice" : "for-nobody" });
      }
      asked.push(`${request.method} ${pathname}${search}`);
      if (request.headers.get("authorization") !== "Bearer for-alice") {
        const challenge = `Bearer realm="${origin}/token",service="x"`;
        return new Response(null, { status: 401, headers: { "www-authenticate": challenge } });
      }
      const headers = { "content-type": image.manifest.mediaType };
      return new Response(Buffer.from(image.blobs.get(image.manifest.digest) ?? []), { headers });
    },
  });
  return {
    ...{ host: `${hostname}:${server.port}`, ca: cert, asked },
    [Symbol.asyncDispose]: async () => {
      await server.stop(true);
      rmSync(directory, { recursive: true });
    },
  };
}

async function hostDir(namespace: string, toml: string): Promise<string> {
  const directory = mkdtempSync(join(scratch, "hosts-"));
  await mkdir(join(directory, namespace));
  await writeFile(join(directory, namespace, "hosts.toml"), toml);
  return directory;
}

test.each([
  ["a private authority", (ca: string) => `ca = "${ca}"`],
  ["skip_verify", () => "skip_verify = true"],
])("a token server is reached with the TLS settings of its registry: %s", async (_name, settings) => {
  await using front = startTokenFront();
  const server = `server = "https://${front.host}"\n`;
  const credentials = async () => alice;
  const resolve = async (toml: string) => {
    const options = { hostDir: await hostDir("front.test", server + toml), credentials };
    return registry.repository("front.test/a/b:c", options).resolve(ctx);
  };
  expect((await resolve(settings(front.ca))).digest).toBe(image.manifest.digest);
  expect(messageOf(await failure(resolve(""))).toLowerCase()).toContain("certificate");
});

test.each([
  ["only a certificate", () => ""],
  ["the server too", (host: string) => `server = "https://${host}"\n`],
])("the port that https implies changes nothing when it is written: %s", async (_name, server) => {
  const address = privateLoopback();
  await using front = startTokenFront(address, 443);
  const directory = await hostDir(`${address}_443_`, `${server(`${address}:443`)}ca = "${front.ca}"`);
  const asked: string[] = [];
  const repository = registry.repository(`${address}:443/a/b:c`, {
    hostDir: directory,
    credentials: async (host) => {
      asked.push(host);
      return alice;
    },
  });
  expect((await repository.resolve(ctx)).digest).toBe(image.manifest.digest);
  expect(new Set(front.asked)).toEqual(new Set(["HEAD /v2/a/b/manifests/c", "GET /v2/a/b/manifests/c"]));
  expect(asked).toEqual([`${address}:443`]);
});

interface HeaderSpy extends AsyncDisposable {
  readonly host: string;
  readonly asked: { readonly what: string; readonly headers: Headers }[];
}

/** A registry and its token server at two ports. Each records the headers that it receives. */
function startHeaderSpy(): HeaderSpy {
  const asked: { what: string; headers: Headers }[] = [];
  const tokens = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: ({ method, headers }) => {
      asked.push({ what: `token ${method}`, headers });
      return method === "POST" ? new Response(null, { status: 404 }) : Response.json({ token: "t" });
    },
  });
  const registryServer = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: ({ method, headers }) => {
      asked.push({ what: `registry ${method}`, headers });
      if (headers.get("authorization") !== "Bearer t") {
        const challenge = `Bearer realm="http://127.0.0.1:${tokens.port}/token"`;
        return new Response(null, { status: 401, headers: { "www-authenticate": challenge } });
      }
      return new Response(Buffer.from(image.blobs.get(image.manifest.digest) ?? []), {
        headers: { "content-type": image.manifest.mediaType },
      });
    },
  });
  return {
    host: `127.0.0.1:${registryServer.port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([registryServer.stop(true), tokens.stop(true)]);
    },
  };
}

const everyRequest = ["registry GET", "registry HEAD", "token GET", "token POST"];

test("the agent is tsrt with its version on each request, those for tokens included", async () => {
  await using spy = startHeaderSpy();
  const options = { defaultScheme: "http", credentials: async () => alice };
  await registry.repository(`${spy.host}/a/b:c`, options).resolve(ctx);
  expect([...new Set(spy.asked.map(({ what }) => what))].sort()).toEqual(everyRequest);
  expect(new Set(spy.asked.map(({ headers }) => headers.get("user-agent")))).toEqual(
    new Set([`tsrt/${version}`]),
  );
});

test.each(["user-agent", "User-Agent", "USER-AGENT"])(
  "headers of hosts.toml replace what would be sent, as %s, and go with token requests",
  async (name) => {
    await using spy = startHeaderSpy();
    const toml = `server = "http://${spy.host}"\n[header]\n${name} = "ours/1"\nX-Key = ["a", "b"]\nACCEPT = "x/y"\nAuthorization = "for the host"`;
    const options = {
      hostDir: await hostDir("headers.test", toml),
      credentials: async () => alice,
      headers: { "user-Agent": "the client's", "X-Client": "c" },
    };
    await registry.repository("headers.test/a/b:c", options).resolve(ctx);
    expect([...new Set(spy.asked.map(({ what }) => what))].sort()).toEqual(everyRequest);
    for (const { what, headers } of spy.asked) {
      expect([what, headers.get("user-agent")]).toEqual([what, "ours/1"]);
      expect([what, headers.get("x-key")]).toEqual([what, "a, b"]);
      expect([what, headers.get("x-client")]).toEqual([what, "c"]);
      expect([what, headers.get("accept")]).toEqual([what, "x/y"]);
    }
    // Who the host's header is meant for: the host, and no token server elsewhere.
    const proofs = (what: string): Set<string | null> =>
      new Set(
        spy.asked
          .filter((ask) => ask.what.startsWith(what))
          .map(({ headers }) => headers.get("authorization")),
      );
    expect(proofs("registry")).toEqual(new Set(["for the host", "Bearer t"]));
    expect(proofs("token")).toEqual(new Set([null, `Basic ${btoa("alice:secret")}`]));
  },
);
