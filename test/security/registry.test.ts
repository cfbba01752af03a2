// A registry that lies, breaks off or redirects leads to an error or a resumed pull of the daemon, and to no incomplete blob.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { errnoOf } from "../../src/errors/index.ts";
import type { Result } from "../harness/command.ts";
import { eventually } from "../harness/command.ts";
import { Daemon } from "../harness/daemon.ts";
import {
  type Ask,
  type Fault,
  type FaultyRegistry,
  startFaultyRegistry,
} from "../harness/faulty-registry.ts";
import { type RegistryServer, startRegistry } from "../harness/registry.ts";
import { archive } from "../harness/tar-archive.ts";
import { pushEvil } from "./evil-image.ts";
import { snapshotsOf } from "./traces.ts";

const repository = "library/image:1";
const digestOf = (bytes: string | Uint8Array): string =>
  `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

let origin: RegistryServer;
let front: FaultyRegistry;
let daemon: Daemon;
let bigLayer: string;
let plan: (ask: Ask) => Fault | undefined = () => undefined;

beforeAll(async () => {
  origin = await startRegistry();
  // Big enough to be fetched by the daemon's Worker.
  const big = Buffer.alloc(6 << 20).map(() => Math.random() * 256);
  const layers = await pushEvil(`${origin.host}/${repository}`, {
    layers: [archive({ name: "big", data: big })],
  });
  bigLayer = layers.at(-1) ?? "";
  front = await startFaultyRegistry(origin.host, (ask) => plan(ask));
  daemon = await Daemon.start();
});

afterAll(async () => {
  await daemon[Symbol.asyncDispose]();
  await front[Symbol.asyncDispose]();
  await origin[Symbol.asyncDispose]();
});

const pull = (host = front.host, ...flags: string[]): Promise<Result> =>
  daemon.ctr("images", "pull", "--plain-http", ...flags, `${host}/${repository}`);

const isBlob = (ask: Ask): boolean => ask.method === "GET" && ask.path.includes("/blobs/");
const isBig = (ask: Ask): boolean => isBlob(ask) && ask.path.includes(bigLayer);
const isManifest = (ask: Ask): boolean => ask.method === "GET" && ask.path.includes("/manifests/");

/** Checks that every file in the content store has the digest of its name. */
async function expectBlobsWhole(): Promise<void> {
  const blobs = daemon.directory.join("root/io.containerd.content.v1.content/blobs/sha256");
  for (const name of readdirSync(blobs)) {
    const bytes = await unlessCollected(Bun.file(`${blobs}/${name}`).bytes());
    expect(bytes === undefined || digestOf(bytes) === `sha256:${name}`).toBe(true);
  }
}

async function unlessCollected<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (errnoOf(error) === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}

async function removeAll(): Promise<void> {
  const { stdout } = await daemon.ctr("images", "ls", "-q");
  for (const name of stdout.split("\n").filter((line) => line !== "")) {
    await daemon.ctr("images", "rm", "--sync", name);
  }
  await eventually("the snapshots to go", () => snapshotsOf(daemon).length === 0);
}

const fatal: [string, (ask: Ask) => Fault | undefined, RegExp][] = [
  [
    "a config of another content",
    (ask) => (isBlob(ask) ? { corrupt: true } : undefined),
    /unexpected digest/,
  ],
  ["a layer of another content", (ask) => (isBig(ask) ? { corrupt: true } : undefined), /unexpected digest/],
  ["a layer that is shorter", (ask) => (isBig(ask) ? { shorten: 10 } : undefined), /\d+ were promised/],
  ["a layer that is longer", (ask) => (isBig(ask) ? { lengthen: 10 } : undefined), /\d+ were promised/],
  [
    "a manifest of another content",
    (ask) => (isManifest(ask) ? { corrupt: true } : undefined),
    /unexpected digest/,
  ],
  ["a layer that is not there", (ask) => (isBig(ask) ? { status: 404 } : undefined), /404.*not found/],
  ["401 without a challenge", () => ({ status: 401 }), /401.*unauthenticated/],
];

test.each(fatal)(
  "%s: an error, nothing half-written, and a good pull afterwards",
  async (_name, fault, message) => {
    plan = fault;
    const { status, stderr } = await pull();
    expect(stderr).toMatch(message);
    expect(status).toBe(1);
    expect((await daemon.ctr("images", "ls", "-q")).stdout).toBe("");
    await expectBlobsWhole();
    expect((await daemon.ctr("snapshots", "ls")).stdout).not.toContain("Active");
    plan = () => undefined;
    expect(await pull()).toMatchObject({ status: 0 });
    await expectBlobsWhole();
    await removeAll();
  },
);

test("a connection that is cut again and again: the pull is resumed, and whole", async () => {
  let cuts = 0;
  plan = (ask) => (isBlob(ask) && cuts++ < 4 ? { cutAfter: 300_000 } : undefined);
  expect(await pull()).toMatchObject({ status: 0 });
  await expectBlobsWhole();
  expect(front.asks.some(({ headers }) => headers.range !== undefined)).toBe(true);
  plan = () => undefined;
  await removeAll();
});

// CVE-2020-15157
test("a redirect to another host takes no credentials along, in the Worker neither", async () => {
  const seen: (string | undefined)[] = [];
  await using other = await startFaultyRegistry(origin.host, (ask) => {
    seen.push(ask.headers.authorization);
    return undefined;
  });
  plan = (ask) => {
    if (ask.headers.authorization === undefined) {
      return { status: 401, headers: { "www-authenticate": 'Basic realm="x"' } };
    }
    return isBlob(ask)
      ? { status: 307, headers: { location: `http://${other.host}${ask.path}` } }
      : undefined;
  };
  expect(await pull(front.host, "--user", "alice:secret")).toMatchObject({ status: 0 });
  expect(seen.length).toBeGreaterThan(1);
  expect(seen.filter((authorization) => authorization !== undefined)).toEqual([]);
  plan = () => undefined;
  await removeAll();
});

/** Documents by what is asked for; anything else is not found. */
function evilRegistry(documents: (reference: string) => { type: string; body: string } | undefined) {
  return Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: ({ url }) => {
      const document = documents(new URL(url).pathname.split("/").at(-1) ?? "");
      if (document === undefined) {
        return new Response("{}", { status: url.endsWith("/v2/") ? 200 : 404 });
      }
      const headers = { "content-type": document.type, "docker-content-digest": digestOf(document.body) };
      return new Response(document.body, { headers });
    },
  });
}

const manifestType = "application/vnd.oci.image.manifest.v1+json";
const indexType = "application/vnd.oci.image.index.v1+json";
const config = { mediaType: "application/vnd.oci.image.config.v1+json", digest: digestOf("{}"), size: 2 };

test.each([
  [
    "a manifest that is an index too (CVE-2021-41190)",
    manifestType,
    { config, layers: [], manifests: [] },
    "expected index but found manifest",
  ],
  [
    "an index that is a manifest too (CVE-2021-41190)",
    indexType,
    { config, layers: [], manifests: [] },
    "found manifest",
  ],
  [
    "a manifest that says that it is an index",
    manifestType,
    { mediaType: indexType, config, layers: [] },
    "expected index but found manifest",
  ],
  [
    "something else that is served as a manifest",
    manifestType,
    { hello: "world" },
    "is no image, index or artifact",
  ],
  ["an index whose list is none", indexType, { manifests: "[[[" }, "must be a list"],
  [
    "a layer without a digest",
    manifestType,
    { config, layers: [{ mediaType: "x", size: 1 }] },
    "layers[0].digest: must be a string",
  ],
  [
    "a digest that is a path",
    manifestType,
    { config: { ...config, digest: "sha256:../../../x" }, layers: [] },
    "invalid checksum",
  ],
  [
    "a size that is negative",
    manifestType,
    { config: { ...config, size: -5 }, layers: [] },
    "config.size: must be an integer of at least 0, not -5",
  ],
  [
    "a manifest of 9 MiB (CVE-2023-25153)",
    manifestType,
    { config, layers: [], x: "x".repeat(9 << 20) },
    "rejecting",
  ],
])("%s: refused, and nothing kept", async (_name, type, document, message) => {
  const body = JSON.stringify({ schemaVersion: 2, ...document });
  await using server = evilRegistry((name) => {
    if (name === config.digest) {
      return { type: config.mediaType, body: "{}" };
    }
    return name === "1" || name === digestOf(body) ? { type, body } : undefined;
  });
  const { status, stderr } = await pull(`127.0.0.1:${server.port}`);
  expect(stderr).toContain(message);
  expect(stderr.length).toBeLessThan(2000);
  expect(status).toBe(1);
  expect((await daemon.ctr("images", "ls", "-q")).stdout).toBe("");
  expect((await daemon.ctr("leases", "ls", "-q")).stdout.trim()).toBe("");
});
