// The type of a manifest is taken from the document, whatever Content-Type the registry sends.
import { expect, test } from "bun:test";
import { kindOf, messageOf } from "../../../src/errors/index.ts";
import { chainId } from "../../../src/oci/chain-id.ts";
import { digestOf } from "../../../src/oci/digest.ts";
import { mediaTypes } from "../../../src/oci/media-type.ts";
import { type Ask, type Fault, startFaultyRegistry } from "../../harness/faulty-registry.ts";
import { ctx, registry } from "./client.ts";
import { registryEnd, startTestDaemon, storeEnd, type TestDaemon, unpacked } from "./daemon.ts";
import { publishedImage } from "./published.ts";

const { server, image } = await publishedImage();

const isManifestAsk = ({ path }: Ask): boolean => path.includes("/manifests/");

async function expectWholeImage({ metadata, ctx }: TestDaemon): Promise<void> {
  const { digest, mediaType, size } = image.manifest;
  expect((await metadata.images.get(ctx, "x")).target).toEqual({ digest, mediaType, size });
  expect(await metadata.snapshots.of("").stat(ctx, chainId(image.diffIds))).toBeDefined();
}

const wrongTypes = [
  "application/octet-stream",
  "application/json",
  "application/json; charset=utf-8",
  "text/plain",
  "text/plain; charset=utf-8",
  "text/html",
  `${mediaTypes.manifest}; charset=utf-8`,
  mediaTypes.manifest.toUpperCase(),
  mediaTypes.index,
  mediaTypes.dockerManifest,
  mediaTypes.dockerManifestList,
  mediaTypes.dockerSchema1,
  "",
];

const references = (host: string): string[] => [
  `${host}/library/busybox:latest`,
  `${host}/library/busybox@${image.manifest.digest}`,
];

test.each(wrongTypes)("a manifest that is answered as %p is an image all the same", async (contentType) => {
  const plan = (ask: Ask): Fault | undefined => (isManifestAsk(ask) ? { contentType } : undefined);
  await using front = await startFaultyRegistry(server.host, plan);
  for (const reference of references(front.host)) {
    await using daemon = await startTestDaemon();
    await daemon.run(registryEnd(reference), storeEnd("x", unpacked));
    await expectWholeImage(daemon);
  }
});

test.each(["application/octet-stream", ""])(
  "a manifest behind a redirect to storage that calls it %p is an image all the same",
  async (contentType) => {
    await using storage = await startFaultyRegistry(server.host, () => ({ contentType }));
    await using front = await startFaultyRegistry(server.host, ({ path }) =>
      path.endsWith("/v2/")
        ? undefined
        : { status: 307, headers: { location: `http://${storage.host}${path}` } },
    );
    for (const reference of references(front.host)) {
      await using daemon = await startTestDaemon();
      await daemon.run(registryEnd(reference), storeEnd("x", unpacked));
      await expectWholeImage(daemon);
    }
  },
);

const some = { mediaType: mediaTypes.layer, digest: digestOf("x"), size: 1 };
const json = (document: unknown): string => JSON.stringify(document);

/** Documents that are not images, by the text of the error. */
const refused: readonly (readonly [name: string, document: string, text: RegExp])[] = [
  ["a login page", "<html><body>Log in</body></html>", /not JSON, it begins with "<html><body>Log in/],
  ["nothing", "", /not JSON, it is empty/],
  ["a layer", "\u001f\u008b\u0008", /not JSON, it begins with/],
  ["a list", "[]", /not a JSON object/],
  ["an empty object", "{}", /is no image, index or artifact: it is an empty JSON object/],
  ["a config", json({ os: "linux", rootfs: {}, config: {} }), /it is a JSON object with os, rootfs, config/],
  [
    "a document of another type",
    json({ mediaType: "application/vnd.oci.artifact.manifest.v1+json", blobs: [] }),
    /it says of itself that it is "application\/vnd\.oci\.artifact\.manifest\.v1\+json"/,
  ],
  [
    "schema 1 by its type",
    json({ mediaType: mediaTypes.dockerSchema1, schemaVersion: 1 }),
    /schema 1 image manifests .* are no longer supported/,
  ],
  [
    "schema 1 without signatures",
    json({ mediaType: "application/vnd.docker.distribution.manifest.v1+json" }),
    /schema 1 image manifests/,
  ],
  ["schema 1 by its version", json({ schemaVersion: 1, name: "x" }), /schema 1 image manifests/],
  ["schema 1 by its fields", json({ schemaVersion: 2, fsLayers: [] }), /schema 1 image manifests/],
  [
    "manifest and index in one (CVE-2021-41190)",
    json({ schemaVersion: 2, config: some, layers: [], manifests: [] }),
    /expected index but found manifest/,
  ],
  [
    "an index that calls itself a manifest",
    json({ mediaType: mediaTypes.manifest, manifests: [] }),
    /expected manifest but found index/,
  ],
  [
    "a manifest that calls itself an index",
    json({ mediaType: mediaTypes.index, config: some, layers: [] }),
    /expected index but found manifest/,
  ],
  [
    "a manifest that Go would read as an index",
    json({ config: some, layers: [], Manifests: [] }),
    /the field "Manifests" can be read as manifests/,
  ],
];

const answeredAs = [mediaTypes.manifest, mediaTypes.index, "application/octet-stream", "text/plain"];

test.each(refused)(
  "%s is refused, whatever it is answered as, and nothing is kept",
  async (_name, document, text) => {
    const bytes = Buffer.from(document, "latin1");
    for (const contentType of answeredAs) {
      await using evil = Bun.serve({
        hostname: "127.0.0.1",
        port: 0,
        fetch: () =>
          new Response(bytes, {
            headers: { "content-type": contentType, "docker-content-digest": digestOf(bytes) },
          }),
      });
      await using daemon = await startTestDaemon();
      const pulling = daemon.run(registryEnd(`127.0.0.1:${evil.port}/a/b:c`), storeEnd("x", unpacked));
      const error = await pulling.then(
        () => "no error",
        (reason: unknown) => reason,
      );
      expect(messageOf(error)).toMatch(text);
      expect(kindOf(error)).toBe("invalid argument");
      expect(await daemon.metadata.images.list(daemon.ctx)).toEqual([]);
    }
  },
);

/** Documents without `mediaType`, as older tools make them. */
test.each([
  ["an OCI manifest", { config: { ...some, mediaType: mediaTypes.config }, layers: [] }, mediaTypes.manifest],
  [
    "a docker manifest",
    { config: { ...some, mediaType: mediaTypes.dockerConfig }, layers: [] },
    mediaTypes.dockerManifest,
  ],
  ["an OCI index", { manifests: [] }, mediaTypes.index],
  [
    "an index of OCI manifests",
    { manifests: [{ ...some, mediaType: mediaTypes.manifest }] },
    mediaTypes.index,
  ],
  [
    "an index of docker manifests",
    { manifests: [{ ...some, mediaType: mediaTypes.dockerManifest }] },
    mediaTypes.dockerManifestList,
  ],
])("%s without a type of its own is known by its fields", async (_name, fields, mediaType) => {
  const document = json({ schemaVersion: 2, ...fields });
  await using plain = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: () => new Response(document, { headers: { "content-type": "text/plain" } }),
  });
  const options = { defaultScheme: "http" };
  const resolved = await registry.repository(`127.0.0.1:${plain.port}/a/b:c`, options).resolve(ctx);
  expect(resolved).toEqual({ mediaType, digest: digestOf(document), size: document.length });
});
