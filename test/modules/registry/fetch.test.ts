// The registry client against a server that breaks off, refuses, falls silent and lies.
import { expect, test } from "bun:test";
import type { Registry, Repository } from "../../../src/core/registry.ts";
import { kindOf, messageOf } from "../../../src/errors/index.ts";
import { digestOf } from "../../../src/oci/digest.ts";
import { createRegistry } from "../../../src/registry/registry.ts";
import { type Ask, type Fault, startFaultyRegistry } from "../../harness/faulty-registry.ts";
import { bulkOf, ctx, failure, read, registry } from "./client.ts";
import { publishedImage } from "./published.ts";

const { server, image } = await publishedImage({ bulk: 1 << 20 });

async function withFaults<T>(
  plan: (ask: Ask) => Fault | undefined,
  run: (repository: Repository, asks: Ask[]) => Promise<T>,
  client: Registry = registry,
): Promise<T> {
  await using faulty = await startFaultyRegistry(server.host, plan);
  const options = { defaultScheme: "http" };
  return await run(client.repository(`${faulty.host}/library/busybox:latest`, options), faulty.asks);
}

test("a download that breaks off is resumed where it stopped", async () => {
  const cuts = [100_000, 1, 200_000];
  let received = 0;
  const plan = ({ path, before }: Ask): Fault | undefined => {
    const cutAfter = path.includes("/blobs/") ? cuts[before] : undefined;
    const end = received + (cutAfter ?? 0);
    return cutAfter === undefined ? undefined : { cutAfter, when: () => received >= end };
  };
  await withFaults(plan, async (repository, asks) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of repository.fetch(ctx, bulkOf(image), 0)) {
      chunks.push(chunk);
      received += chunk.length;
    }
    expect(digestOf(Buffer.concat(chunks))).toBe(bulkOf(image).digest);
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
    expect(digestOf(await read(repository, bulkOf(image)))).toBe(bulkOf(image).digest);
  });
});

test("a download from a server that always breaks off at once fails", async () => {
  await withFaults(
    ({ path }) => (path.includes("/blobs/") ? { cutAfter: 0 } : undefined),
    async (repository, asks) => {
      const error = await failure(read(repository, bulkOf(image)));
      expect(kindOf(error)).toBe("unavailable");
      expect(messageOf(error)).toContain(
        `fetch of ${bulkOf(image).digest} broke off at 0 of ${bulkOf(image).size} bytes`,
      );
      expect(asks.length).toBeLessThan(10);
    },
  );
}, 60_000);

test("a server that falls silent is not waited for for ever", async () => {
  const impatient = createRegistry({ configPath: [], timeouts: { head: 1000, idle: 30_000 } });
  await withFaults(
    ({ path, before }) => (path.includes("/blobs/") && before === 0 ? { stall: true } : undefined),
    async (repository) => {
      expect(digestOf(await read(repository, bulkOf(image)))).toBe(bulkOf(image).digest);
    },
    impatient,
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
  60_000,
);

test("an upload that is refused is told with the registry's reasons", async () => {
  const body = '{"errors":[{"code":"DENIED","message":"quota exceeded, buy more quota"}]}';
  const blob = { mediaType: "application/octet-stream", digest: digestOf("new"), size: 3 };
  const read = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from("new");
  };
  await withFaults(
    ({ method }) => (method === "POST" ? { status: 403, body } : undefined),
    async (repository, asks) => {
      const error = await failure(repository.pusher(ctx).push(ctx, blob, read));
      expect(kindOf(error)).toBe("permission denied");
      expect(messageOf(error)).toContain("403 Whatever: DENIED: quota exceeded, buy more quota");
      expect(asks).toHaveLength(1);
    },
  );
});

/** A day, which is longer than any pull waits. */
const tomorrow = { "retry-after": "86400" };
const told = "the registry asks to retry after 24h0m0s";

test.each([429, 503])("%p with a Retry-After that is longer than we wait is told at once", async (status) => {
  await withFaults(
    () => ({ status, headers: tomorrow }),
    async (repository, asks) => {
      expect(messageOf(await failure(repository.resolve(ctx)))).toContain(told);
      expect(asks.map(({ method }) => method)).toEqual(["HEAD", "GET"]);
      expect(messageOf(await failure(read(repository, bulkOf(image))))).toContain(told);
      expect(asks).toHaveLength(3);
      const bytes = async function* (): AsyncGenerator<Uint8Array> {
        yield Buffer.from("new");
      };
      const blob = { mediaType: "application/octet-stream", digest: digestOf("new"), size: 3 };
      expect(messageOf(await failure(repository.pusher(ctx).push(ctx, blob, bytes)))).toContain(told);
      expect(asks).toHaveLength(4);
    },
  );
});

test("a blob that breaks off, and whose registry then asks for a day's pause, is told at once", async () => {
  const plan = ({ path, before }: Ask): Fault | undefined => {
    if (!path.includes("/blobs/")) {
      return undefined;
    }
    return before === 0 ? { cutAfter: 100_000 } : { status: 429, headers: tomorrow };
  };
  await withFaults(plan, async (repository, asks) => {
    const error = await failure(read(repository, bulkOf(image)));
    expect(messageOf(error)).toContain(told);
    expect(kindOf(error)).toBe("unavailable");
    expect(asks).toHaveLength(2);
  });
});

test("a token server's Retry-After is told, too", async () => {
  await using tokens = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: () => new Response("slow down", { status: 429, headers: tomorrow }),
  });
  const challenge = `Bearer realm="http://127.0.0.1:${tokens.port}/token"`;
  await withFaults(
    () => ({ status: 401, headers: { "www-authenticate": challenge } }),
    async (repository) => {
      const error = await failure(repository.resolve(ctx));
      expect(messageOf(error)).toContain("failed to fetch token: ");
      expect(messageOf(error)).toContain(told);
      expect(kindOf(error)).toBe("unavailable");
    },
  );
});

test.each<[string, Fault]>([
  ["416", { status: 416 }],
  ["400", { status: 400 }],
  ["another range", { status: 206, headers: { "content-range": "bytes 7-9/10" } }],
])(
  "a server that answers Range with %s is read from the start, and what is known skipped",
  async (_name, fault) => {
    await withFaults(
      ({ headers }) => (headers.range === undefined ? undefined : fault),
      async (repository, asks) => {
        const bytes = await read(repository, bulkOf(image), 1000);
        const whole = Buffer.from(image.blobs.get(bulkOf(image).digest) ?? []);
        expect(bytes.equals(whole.subarray(1000))).toBe(true);
        expect(asks.map(({ headers }) => headers.range)).toEqual(["bytes=1000-", undefined]);
      },
    );
  },
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
      const error = await failure(read(repository, bulkOf(image)));
      expect(kindOf(error)).toBe("failed precondition");
      expect(messageOf(error)).toMatch(text);
      expect(asks).toHaveLength(1);
    },
  );
});

test("a canceled fetch stops", async () => {
  const stop = new AbortController();
  await withFaults(
    ({ path }) => (path.includes("/blobs/") ? { stall: true } : undefined),
    async (repository) => {
      const fetching = repository
        .fetch({ signal: stop.signal }, bulkOf(image))
        [Symbol.asyncIterator]()
        .next();
      setTimeout(() => stop.abort(), 50);
      expect(kindOf(await failure(fetching))).toBe("canceled");
    },
  );
});
