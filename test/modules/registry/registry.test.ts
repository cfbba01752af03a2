// The registry client against docker-registry, filled and read by skopeo.
import { expect, test } from "bun:test";
import { kindOf, messageOf } from "../../../src/errors/index.ts";
import { digestOf } from "../../../src/oci/digest.ts";
import { bulkOf, ctx, failure, push, read, registry } from "./client.ts";
import { publishedImage } from "./published.ts";

const { server, image } = await publishedImage({ bulk: 1 << 20 });

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
    (await read(tagged, bulkOf(image), 1000)).equals(
      Buffer.from(image.blobs.get(bulkOf(image).digest) ?? []).subarray(1000),
    ),
  ).toBe(true);
});

test("a missing image or blob is not found, and the error names it", async () => {
  const error = await failure(registry.repository(`${server.host}/library/nothing:here`).resolve(ctx));
  expect(messageOf(error)).toBe(`${server.host}/library/nothing:here: not found`);
  const missing = { mediaType: "x", digest: digestOf("missing"), size: 7 };
  const blob = await failure(read(registry.repository(`${server.host}/library/busybox:latest`), missing));
  expect(kindOf(blob)).toBe("not found");
  expect(messageOf(blob)).toContain(`content ${missing.digest}`);
});

test("a registry that does not listen is unavailable", async () => {
  const error = await failure(
    registry.repository("127.0.0.1:1/a/b:c", { defaultScheme: "http" }).resolve(ctx),
  );
  expect(kindOf(error)).toBe("unavailable");
  expect(messageOf(error)).toContain("failed to do request to http://127.0.0.1:1");
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
