// Images as kubelet sees them: by the id of their configuration, with all of their names, wherever they came from.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { CriNode } from "../harness/cri-node.ts";
import { pushImage, writeLayout } from "../harness/image.ts";
import { pushLayout } from "../harness/oci-layout.ts";
import { type RegistryServer, startBasicRegistry, startRegistry } from "../harness/registry.ts";
import { scratch } from "../harness/scratch.ts";

setDefaultTimeout(60_000);

let node: CriNode;
let registry: RegistryServer;
let digest: string;

beforeAll(async () => {
  [node, registry] = await Promise.all([CriNode.start(), startRegistry()]);
  using layout = scratch();
  ({ digest } = await writeLayout(layout.path, { config: { User: "1002:5" } }));
  for (const tag of ["a", "b"]) {
    await pushLayout(layout.path, "latest", `${registry.host}/one:${tag}`);
  }
  await pushImage(`${registry.host}/two:a`, { config: { User: "guest", Labels: { two: "2" } } });
});
afterAll(async () => {
  await node[Symbol.asyncDispose]();
  await registry[Symbol.asyncDispose]();
});

async function pull(
  name: string,
  auth: { username: string; password: string } | null = null,
): Promise<string> {
  return (await (await node.images()).pullImage({ image: { image: name }, auth })).imageRef;
}

test("an image has one id by all of its names, is found by each, and goes with all of them", async () => {
  const images = await node.images();
  const [a, b, byDigest] = [
    `${registry.host}/one:a`,
    `${registry.host}/one:b`,
    `${registry.host}/one@${digest}`,
  ];
  const ids = await Promise.all([pull(a), pull(a), pull(b), pull(byDigest)]);
  expect(new Set(ids).size).toBe(1);
  const [id = ""] = ids;
  for (const name of [a, b, byDigest, id, id.replace("sha256:", "")]) {
    const { image } = await images.imageStatus({ image: { image: name } });
    expect(image).toMatchObject({ id, repoTags: [a, b], repoDigests: [byDigest], uid: { value: 1002n } });
  }
  const two = await pull(`${registry.host}/two:a`);
  const listed = await images.listImages({});
  expect(listed.images.map((image) => image.id)).toEqual(expect.arrayContaining([id, two]));
  const found = await images.listImages({ filter: { image: { image: `${registry.host}/two:a` } } });
  expect(found.images).toMatchObject([{ id: two, username: "guest" }]);
  await images.removeImage({ image: { image: b } });
  await images.removeImage({ image: { image: b } });
  for (const name of [a, b, id]) {
    expect((await images.imageStatus({ image: { image: name } })).image).toBeNull();
  }
});

test("a pull needs the registry's password, and says why it fails", async () => {
  await using guarded = await startBasicRegistry("alice", "secret");
  const name = `${guarded.host}/guarded:1`;
  await pushImage(name, {}, ["--dest-creds", "alice:secret"]);
  await expect(pull(name)).rejects.toThrow("no basic auth credentials");
  await expect(pull(name, { username: "alice", password: "wrong" })).rejects.toThrow("authorization");
  expect(await pull(name, { username: "alice", password: "secret" })).toMatch(/^sha256:[0-9a-f]{64}$/);
  await expect(pull(`${registry.host}/absent:1`)).rejects.toMatchObject({ kind: "not found" });
  const none = "failed to parse image reference";
  await expect(pull("")).rejects.toThrow(`${none} "": invalid reference format`);
  await expect(pull("a//b")).rejects.toThrow(`${none} "a//b": invalid reference format`);
  await expect(pull("Not A Reference")).rejects.toThrow(
    `${none} "Not A Reference": invalid reference format: repository name (library/Not A Reference) must be lowercase`,
  );
});

test("the file system of images grows with them", async () => {
  const images = await node.images();
  const used = async () => {
    const { imageFilesystems } = await images.imageFsInfo({});
    return imageFilesystems[0]?.usedBytes?.value ?? 0n;
  };
  const before = await used();
  await pull(`${registry.host}/two:a`);
  expect(await used()).toBeGreaterThanOrEqual(before);
  expect(await used()).toBeGreaterThan(1_000_000n);
});
