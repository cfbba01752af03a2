// The registry client against docker-registry, filled by skopeo: what works, and what must fail clearly.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { background } from "../src/context/index.ts";
import type { Descriptor } from "../src/core/descriptor.ts";
import type { Repository } from "../src/core/registry.ts";
import type { Credentials } from "../src/core/transfer.ts";
import { kindOf, messageOf } from "../src/errors/index.ts";
import { digestOf } from "../src/oci/digest.ts";
import { createRegistry } from "../src/registry/registry.ts";
import { type Ask, type Fault, startFaultyRegistry } from "./registry-faults.ts";
import { makeImage, publish, type TestImage } from "./registry-image.ts";
import {
  type RegistryServer,
  startBasicRegistry,
  startRegistry,
  startTlsRegistry,
  startTokenRegistry,
} from "./registry-server.ts";

const ctx = background();
const registry = createRegistry({ configPath: [], timeouts: { head: 1000, idle: 500 } });
let server: RegistryServer;
let image: TestImage;
let scratch: string;

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

async function read(repository: Repository, descriptor: Descriptor, offset = 0): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of repository.fetch(ctx, descriptor, offset)) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "no error",
    (error: unknown) => error,
  );

const bulk = (): Descriptor => {
  const layer = image.layers[2];
  if (layer === undefined) {
    throw new Error("no bulk layer");
  }
  return layer;
};

test("resolves a tag and a digest, and fetches what skopeo pushed", async () => {
  const tagged = registry.repository(`${server.host}/library/busybox:latest`);
  const target = await tagged.resolve(ctx);
  expect(target).toEqual({
    mediaType: image.manifest.mediaType,
    digest: image.manifest.digest,
    size: image.manifest.size,
  });
  const pinned = registry.repository(`${server.host}/library/busybox@${target.digest}`);
  expect(await pinned.resolve(ctx)).toEqual(target);
  expect(digestOf(await read(tagged, target))).toBe(target.digest);
  for (const layer of image.layers) {
    expect(digestOf(await read(tagged, layer))).toBe(layer.digest);
  }
  expect(
    (await read(tagged, bulk(), 1000)).equals(
      Buffer.from(image.blobs.get(bulk().digest) ?? []).subarray(1000),
    ),
  ).toBe(true);
});

test("what is not there is not found, by its name", async () => {
  const error = await failure(registry.repository(`${server.host}/library/nothing:here`).resolve(ctx));
  expect(messageOf(error)).toBe(`${server.host}/library/nothing:here: not found`);
  const missing = { mediaType: "x", digest: digestOf("missing"), size: 7 };
  const blob = await failure(read(registry.repository(`${server.host}/library/busybox:latest`), missing));
  expect(kindOf(blob)).toBe("not found");
  expect(messageOf(blob)).toContain(`content ${missing.digest}`);
});

test("nobody listens", async () => {
  const error = await failure(
    registry.repository("127.0.0.1:1/a/b:c", { defaultScheme: "http" }).resolve(ctx),
  );
  expect(kindOf(error)).toBe("unavailable");
  expect(messageOf(error)).toContain("failed to do request to http://127.0.0.1:1");
});

async function withFaults<T>(
  plan: (ask: Ask) => Fault | undefined,
  run: (repository: Repository, asks: Ask[]) => Promise<T>,
): Promise<T> {
  await using faulty = await startFaultyRegistry(server.host, plan);
  const options = { defaultScheme: "http" };
  return await run(registry.repository(`${faulty.host}/library/busybox:latest`, options), faulty.asks);
}

test("a download that breaks off is resumed where it stopped", async () => {
  const cuts = [100_000, 1, 200_000];
  const plan = ({ path, before }: Ask): Fault | undefined =>
    path.includes("/blobs/") && before < cuts.length ? { cutAfter: cuts[before] ?? 0 } : undefined;
  await withFaults(plan, async (repository, asks) => {
    expect(digestOf(await read(repository, bulk()))).toBe(bulk().digest);
    const ranges = asks.filter(({ path }) => path.includes("/blobs/")).map(({ headers }) => headers.range);
    expect(ranges[0]).toBeUndefined();
    expect(ranges[1]).toMatch(/^bytes=[1-9][0-9]*-$/);
    expect(ranges).toHaveLength(4);
  });
});

test("a server without ranges is read from the start, and what is known skipped", async () => {
  const plan = ({ path, before }: Ask): Fault | undefined => {
    if (!path.includes("/blobs/")) {
      return undefined;
    }
    return before === 0 ? { cutAfter: 300_000 } : { ignoreRange: true };
  };
  await withFaults(plan, async (repository) => {
    expect(digestOf(await read(repository, bulk()))).toBe(bulk().digest);
  });
});

test("a server that always breaks off at once is given up", async () => {
  await withFaults(
    ({ path }) => (path.includes("/blobs/") ? { cutAfter: 0 } : undefined),
    async (repository, asks) => {
      const error = await failure(read(repository, bulk()));
      expect(kindOf(error)).toBe("unavailable");
      expect(messageOf(error)).toContain(`fetch of ${bulk().digest} broke off at 0 of ${bulk().size} bytes`);
      expect(asks.length).toBeLessThan(10);
    },
  );
}, 20_000);

test("a server that falls silent is not waited for for ever", async () => {
  await withFaults(
    ({ path, before }) => (path.includes("/blobs/") && before === 0 ? { stall: true } : undefined),
    async (repository) => {
      expect(digestOf(await read(repository, bulk()))).toBe(bulk().digest);
    },
  );
});

test.each<[string, Fault, string, string]>([
  ["401", { status: 401 }, "unauthenticated", "401"],
  [
    "403",
    { status: 403, body: '{"errors":[{"code":"DENIED","message":"not you"}]}' },
    "permission denied",
    "DENIED: not you",
  ],
  ["500", { status: 500, body: "boom" }, "unavailable", "500 Whatever: boom"],
  ["418", { status: 418 }, "unknown", "418"],
])(
  "%s is an error that says so",
  async (_name, fault, kind, text) => {
    await withFaults(
      () => fault,
      async (repository) => {
        const error = await failure(repository.resolve(ctx));
        expect(kindOf(error)).toBe(kind as ReturnType<typeof kindOf>);
        expect(messageOf(error)).toContain(text);
      },
    );
  },
  20_000,
);

test("429 and 503 are asked again, when the server wants it", async () => {
  const plan = ({ before }: Ask): Fault | undefined => {
    if (before === 0) {
      return { status: 429, headers: { "retry-after": "1" } };
    }
    return before === 1 ? { status: 503 } : undefined;
  };
  const started = performance.now();
  await withFaults(plan, async (repository) => {
    expect((await repository.resolve(ctx)).digest).toBe(image.manifest.digest);
  });
  expect(performance.now() - started).toBeGreaterThan(1000);
});

test("HEAD that is not understood is followed by GET", async () => {
  await withFaults(
    ({ method }) => (method === "HEAD" ? { status: 405 } : undefined),
    async (repository) => {
      expect(await repository.resolve(ctx)).toEqual({
        mediaType: image.manifest.mediaType,
        digest: image.manifest.digest,
        size: image.manifest.size,
      });
    },
  );
});

test.each<[string, Fault, RegExp]>([
  ["shorter", { shorten: 10 }, /bytes, [0-9]+ were promised/],
  ["longer", { lengthen: 10 }, /bytes, [0-9]+ were promised/],
])("a blob %s than promised is an error at once", async (_name, fault, text) => {
  await withFaults(
    ({ path }) => (path.includes("/blobs/") ? fault : undefined),
    async (repository, asks) => {
      const error = await failure(read(repository, bulk()));
      expect(kindOf(error)).toBe("failed precondition");
      expect(messageOf(error)).toMatch(text);
      expect(asks).toHaveLength(1);
    },
  );
});

test("a manifest of gigabytes is not resolved (CVE-2023-25153)", async () => {
  const headers = { "docker-content-digest": digestOf("x"), "content-type": "a/b" };
  await using huge = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: ({ method }) =>
      method === "HEAD"
        ? new Response(null, { headers })
        : new Response(new Uint8Array(9 << 20), { headers }),
  });
  const repository = registry.repository(`127.0.0.1:${huge.port}/a/b:c`, { defaultScheme: "http" });
  expect(messageOf(await failure(repository.resolve(ctx)))).toContain("rejecting");
});

test("a cancelled fetch stops", async () => {
  const stop = new AbortController();
  await withFaults(
    ({ path }) => (path.includes("/blobs/") ? { stall: true } : undefined),
    async (repository) => {
      const fetching = repository.fetch({ signal: stop.signal }, bulk())[Symbol.asyncIterator]().next();
      setTimeout(() => stop.abort(), 50);
      const started = performance.now();
      expect(kindOf(await failure(fetching))).toBe("canceled");
      expect(performance.now() - started).toBeLessThan(400);
    },
  );
});

const alice: Credentials = { kind: "credentials", username: "alice", secret: "secret" };

test("basic authorization, push and pull", async () => {
  await using basic = await startBasicRegistry();
  const reference = `${basic.host}/private/app:v1`;
  const asked: string[] = [];
  const mine = registry.repository(reference, {
    credentials: async (host) => {
      asked.push(host);
      return alice;
    },
  });
  await push(mine, image);
  expect(await mine.resolve(ctx)).toMatchObject({ digest: image.manifest.digest });
  expect(asked).toEqual([basic.host]);

  const anonymous = await failure(registry.repository(reference).resolve(ctx));
  expect(kindOf(anonymous)).toBe("unauthenticated");
  expect(messageOf(anonymous)).toContain("no basic auth credentials");
  const wrong = registry.repository(reference, { credentials: async () => ({ ...alice, secret: "x" }) });
  expect(kindOf(await failure(wrong.resolve(ctx)))).toBe("unauthenticated");
});

async function push(repository: Repository, { blobs, config, layers, manifest }: TestImage): Promise<void> {
  const target = repository.pusher(ctx, manifest.digest);
  for (const descriptor of [config, ...layers, manifest]) {
    if (!(await target.exists(ctx, descriptor))) {
      await target.push(ctx, descriptor, async function* (offset) {
        yield (blobs.get(descriptor.digest) ?? new Uint8Array()).slice(offset);
      });
    }
  }
}

test("what we push is what skopeo reads", async () => {
  const reference = `${server.host}/pushed/app:v2`;
  await push(registry.repository(reference), image);
  const inspect = Bun.spawnSync(["skopeo", "inspect", "--tls-verify=false", `docker://${reference}`]);
  expect(JSON.parse(inspect.stdout.toString())).toMatchObject({
    Digest: image.manifest.digest,
    Layers: image.layers.map(({ digest }) => digest),
  });
});

test("a blob is mounted from a repository that has it", async () => {
  const [layer] = image.layers;
  if (layer === undefined) {
    throw new Error("no layer");
  }
  const target = registry.repository(`${server.host}/library/other:v1`).pusher(ctx);
  const annotations = { "containerd.io/distribution.source.127.0.0.1": "some/thing,library/busybox" };
  await target.push(ctx, { ...layer, annotations }, () => {
    throw new Error("it was uploaded");
  });
  expect(await target.exists(ctx, layer)).toBe(true);
});

test.each([true, false])(
  "bearer tokens (oauth: %p)",
  async (oauth) => {
    await using tokens = await startTokenRegistry({ oauth });
    const own = registry.repository(`${tokens.host}/private/app:v1`, { credentials: async () => alice });
    await push(own, image);
    expect(await own.resolve(ctx)).toMatchObject({ digest: image.manifest.digest });
    expect(new Set(tokens.asked)).toEqual(
      new Set([
        "POST alice repository:private/app:pull,push",
        "POST alice repository:private/app:pull",
        ...(oauth
          ? []
          : ["GET alice repository:private/app:pull,push", "GET alice repository:private/app:pull"]),
      ]),
    );
    expect(tokens.asked.length).toBeLessThanOrEqual(oauth ? 3 : 6);

    const denied = await failure(registry.repository(`${tokens.host}/private/app:v1`).resolve(ctx));
    expect(kindOf(denied)).toBe("unauthenticated");
    expect(messageOf(denied)).toContain("pull access denied");
    const wrong = registry.repository(`${tokens.host}/private/app:v1`, {
      credentials: async () => ({ ...alice, secret: "x" }),
    });
    expect(messageOf(await failure(wrong.resolve(ctx)))).toMatch(
      /failed to fetch token: .*401|wrong password/,
    );
  },
  20_000,
);

test("anonymous tokens, refresh tokens and a header of the caller's", async () => {
  await using tokens = await startTokenRegistry({ oauth: true, expiresIn: 1 });
  const refresh: Credentials = { kind: "refresh", username: "", secret: "refresh me" };
  await push(
    registry.repository(`${tokens.host}/public/app:v1`, { credentials: async () => refresh }),
    image,
  );
  const anonymous = registry.repository(`${tokens.host}/public/app:v1`);
  expect((await anonymous.resolve(ctx)).digest).toBe(image.manifest.digest);
  await Bun.sleep(1100);
  expect(digestOf(await read(anonymous, bulk()))).toBe(bulk().digest);
  expect(tokens.asked.filter((line) => line.startsWith("GET anonymous")).length).toBe(2);

  await using basic = await startBasicRegistry();
  const header: Credentials = { kind: "header", username: "", secret: `Basic ${btoa("alice:secret")}` };
  const own = registry.repository(`${basic.host}/a/b:c`, { credentials: async () => header });
  await push(own, image);
  expect((await own.resolve(ctx)).digest).toBe(image.manifest.digest);
}, 20_000);

test("a redirect to another host takes no credentials along (CVE-2020-15157)", async () => {
  const stolen: string[] = [];
  await using elsewhere = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) => {
      stolen.push(...["authorization", "x-secret"].map((name) => request.headers.get(name) ?? ""));
      return new Response(Buffer.from(image.blobs.get(bulk().digest) ?? []));
    },
  });
  await using front = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) => {
      if (request.headers.get("authorization") === null) {
        return new Response(null, { status: 401, headers: { "www-authenticate": 'Basic realm="x"' } });
      }
      return Response.redirect(`http://127.0.0.1:${elsewhere.port}/blob`, 307);
    },
  });
  const repository = registry.repository(`127.0.0.1:${front.port}/a/b:c`, {
    defaultScheme: "http",
    headers: { "x-secret": "token" },
    credentials: async (host) => (host === `127.0.0.1:${front.port}` ? alice : undefined),
  });
  expect(digestOf(await read(repository, bulk()))).toBe(bulk().digest);
  expect(stolen).toEqual(["", ""]);
});

test("a redirected host that asks for a login does not get the registry's", async () => {
  const asked: string[] = [];
  await using elsewhere = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: () => new Response(null, { status: 401, headers: { "www-authenticate": "Basic" } }),
  });
  await using front = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: () => Response.redirect(`http://127.0.0.1:${elsewhere.port}/blob`, 307),
  });
  const repository = registry.repository(`127.0.0.1:${front.port}/a/b:c`, {
    defaultScheme: "http",
    credentials: async (host) => {
      asked.push(host);
      return undefined;
    },
  });
  expect(kindOf(await failure(read(repository, bulk())))).toBe("unauthenticated");
  expect(asked).toEqual([`127.0.0.1:${elsewhere.port}`]);
});

test("credentials are not said in the clear to a realm that a challenge names", async () => {
  await using front = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: () =>
      new Response(null, {
        status: 401,
        headers: { "www-authenticate": 'Bearer realm="http://evil.example/token"' },
      }),
  });
  const repository = registry.repository(`127.0.0.1:${front.port}/a/b:c`, {
    defaultScheme: "http",
    credentials: async () => alice,
  });
  expect(messageOf(await failure(repository.resolve(ctx)))).toContain(
    "credentials are not sent to http://evil.example in the clear",
  );
});

test("foreign URLs are asked without credentials, and only for layers that say so (CVE-2020-15157)", async () => {
  const seen: string[] = [];
  await using elsewhere = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) => {
      seen.push(`${new URL(request.url).pathname} ${request.headers.get("authorization")}`);
      return new Response("foreign");
    },
  });
  await using basic = await startBasicRegistry();
  const repository = registry.repository(`${basic.host}/a/b:c`, { credentials: async () => alice });
  const urls = [`http://127.0.0.1:${elsewhere.port}/layer`, "file:///etc/passwd"];
  const descriptor = { digest: digestOf("foreign"), size: 7, urls };
  const foreign = { ...descriptor, mediaType: "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip" };
  expect((await read(repository, foreign)).toString()).toBe("foreign");
  const usual = { ...descriptor, mediaType: "application/vnd.oci.image.layer.v1.tar" };
  expect(kindOf(await failure(read(repository, usual)))).toBe("not found");
  expect(seen).toEqual(["/layer null"]);
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
  expect(digestOf(await read(repository, bulk()))).toBe(bulk().digest);
  expect(seen).toEqual([
    "HEAD /us/v2/library/busybox/manifests/latest?ns=example.test value",
    `GET /us/v2/library/busybox/blobs/${bulk().digest}?ns=example.test value`,
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
