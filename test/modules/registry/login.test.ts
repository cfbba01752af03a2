// Credentials are sent only to the registry that asks for them and to its token server.
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Descriptor } from "../../../src/core/descriptor.ts";
import type { Repository } from "../../../src/core/registry.ts";
import type { Credentials } from "../../../src/core/transfer.ts";
import { kindOf, messageOf } from "../../../src/errors/index.ts";
import { digestOf } from "../../../src/oci/digest.ts";
import { makeCertificate } from "../../harness/certificate.ts";
import { privateLoopback } from "../../harness/loopback.ts";
import { startBasicRegistry } from "../../harness/registry.ts";
import { startTokenRegistry } from "../../harness/token-registry.ts";
import { alice, bulkOf, ctx, failure, push, read, registry } from "./client.ts";
import { makeImage, type TestImage } from "./image.ts";

let image: TestImage;

beforeAll(() => {
  image = makeImage({ bulk: 1 << 20 });
});

afterAll(() => {
  image[Symbol.dispose]();
});

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

test("a push that is not allowed is called a push", async () => {
  await using basic = await startBasicRegistry();
  const error = await failure(push(registry.repository(`${basic.host}/private/app:v1`), image));
  expect(messageOf(error)).toBe(
    "push access denied, repository does not exist or may require authorization: no basic auth credentials: unauthenticated",
  );
});

test.each([undefined, 400, 401, 403, 404, 405])(
  "bearer tokens from a server that refuses POST with %p",
  async (refusal) => {
    await using tokens = await startTokenRegistry(refusal === undefined ? {} : { refusal });
    const oauth = refusal === undefined;
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
  60_000,
);

test("anonymous tokens, refresh tokens and a header of the caller's", async () => {
  await using tokens = await startTokenRegistry({ expiresIn: 3 });
  const refresh: Credentials = { kind: "refresh", username: "", secret: "refresh me" };
  await push(
    registry.repository(`${tokens.host}/public/app:v1`, { credentials: async () => refresh }),
    image,
  );
  const anonymous = registry.repository(`${tokens.host}/public/app:v1`);
  expect((await anonymous.resolve(ctx)).digest).toBe(image.manifest.digest);
  await Bun.sleep(3100);
  expect(digestOf(await read(anonymous, bulkOf(image)))).toBe(bulkOf(image).digest);
  expect(tokens.asked.filter((line) => line.startsWith("GET anonymous")).length).toBe(2);

  await using basic = await startBasicRegistry();
  const header: Credentials = { kind: "header", username: "", secret: `Basic ${btoa("alice:secret")}` };
  const own = registry.repository(`${basic.host}/a/b:c`, { credentials: async () => header });
  await push(own, image);
  expect((await own.resolve(ctx)).digest).toBe(image.manifest.digest);
}, 60_000);

test("a redirect to another host takes no credentials along (CVE-2020-15157)", async () => {
  const stolen: string[] = [];
  await using elsewhere = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) => {
      stolen.push(...["authorization", "x-secret"].map((name) => request.headers.get(name) ?? ""));
      return new Response(Buffer.from(image.blobs.get(bulkOf(image).digest) ?? []));
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
  expect(digestOf(await read(repository, bulkOf(image)))).toBe(bulkOf(image).digest);
  expect(stolen).toEqual(["", ""]);
});

/** A server that requires a login and records what it receives; `/token` is its token server. */
function startThief(challenge: (host: string) => string) {
  const heard: string[] = [];
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: async (request) => {
      const { pathname, host } = new URL(request.url);
      const authorization = request.headers.get("authorization");
      heard.push(`${pathname} ${authorization} ${pathname === "/token" ? await request.text() : ""}`.trim());
      if (pathname === "/token") {
        return Response.json({ token: "anonymous" });
      }
      if (authorization === "Bearer anonymous") {
        return new Response(Buffer.from(image.blobs.get(bulkOf(image).digest) ?? []), { status: 200 });
      }
      return new Response(null, { status: 401, headers: { "www-authenticate": challenge(host) } });
    },
  });
  return { heard, server, url: `http://127.0.0.1:${server.port}/blob` };
}

const wantsBasic = (): string => 'Basic realm="x"';
const wantsBearer = (host: string): string => `Bearer realm="http://${host}/token",service="x"`;

/** A repository with credentials that are given to every host that asks, as `ctr --user` does. */
function openFor(asked: string[], port: number | undefined): Repository {
  return registry.repository(`127.0.0.1:${port}/a/b:c`, {
    defaultScheme: "http",
    credentials: async (host) => {
      asked.push(host);
      return alice;
    },
  });
}

test.each([
  ["basic", wantsBasic, ["/blob null"]],
  ["a token", wantsBearer, ["/blob null", "/token null", "/blob Bearer anonymous"]],
])(
  "nobody is asked for the login of a host that a redirect leads to (%s)",
  async (_name, challenge, expected) => {
    const thief = startThief(challenge);
    await using _server = thief.server;
    await using front = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: () => Response.redirect(thief.url, 307),
    });
    const asked: string[] = [];
    const outcome = await read(openFor(asked, front.port), bulkOf(image)).then(digestOf, kindOf);
    expect(outcome).toBe(challenge === wantsBasic ? "unauthenticated" : bulkOf(image).digest);
    expect(thief.heard).toEqual(expected);
    expect(asked).toEqual([]);
  },
);

test("a host that is named as the place for an upload does not get the registry's login", async () => {
  const thief = startThief(wantsBasic);
  await using _server = thief.server;
  await using front = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) => {
      if (request.headers.get("authorization") === null) {
        return new Response(null, { status: 401, headers: { "www-authenticate": wantsBasic() } });
      }
      return new Response(null, { status: 202, headers: { location: thief.url } });
    },
  });
  const asked: string[] = [];
  const target = openFor(asked, front.port).pusher(ctx);
  const error = await failure(target.push(ctx, image.config, () => uploadOf(image.config)));
  expect(kindOf(error)).toBe("unauthenticated");
  expect(new Set(thief.heard)).toEqual(new Set(["/blob null"]));
  expect(asked).toEqual([`127.0.0.1:${front.port}`]);
});

async function* uploadOf({ digest }: Descriptor): AsyncGenerator<Uint8Array> {
  yield image.blobs.get(digest) ?? new Uint8Array();
}

test("a registry that redirects gets its own login, and where it leads to gets none", async () => {
  const thief = startThief(wantsBasic);
  await using _server = thief.server;
  await using front = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) =>
      request.headers.get("authorization") === null
        ? new Response(null, { status: 401, headers: { "www-authenticate": wantsBasic() } })
        : Response.redirect(thief.url, 307),
  });
  const asked: string[] = [];
  const error = await failure(read(openFor(asked, front.port), bulkOf(image)));
  expect(kindOf(error)).toBe("unauthenticated");
  expect(thief.heard).toEqual(["/blob null"]);
  expect(asked).toEqual([`127.0.0.1:${front.port}`]);
});

test("a registry that speaks https is not told its login in the clear where it leads", async () => {
  const hostname = privateLoopback();
  const heard: (string | null)[] = [];
  await using plain = Bun.serve({
    hostname,
    port: 80,
    fetch: (request) => {
      heard.push(request.headers.get("authorization"));
      return new Response(null, { status: 401, headers: { "www-authenticate": wantsBasic() } });
    },
  });
  const { cert, key } = makeCertificate(image.directory, hostname);
  await using _front = Bun.serve({
    hostname,
    port: 443,
    tls: { cert: Bun.file(cert), key: Bun.file(key) },
    fetch: () => Response.redirect(plain.url.href, 307),
  });
  const repository = registry.repository(`${hostname}/a/b:c`, { credentials: async () => alice });
  expect(kindOf(await failure(read(repository, bulkOf(image))))).toBe("unauthenticated");
  expect(heard).toEqual([null]);
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
