// Pulls as kubelet asks for them: logins, callers who share one, how far they are, and those that stand still.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import type { AuthConfig } from "../../src/rpc/gen/cri.ts";
import { ImagePullProgress } from "../../src/rpc/gen/pulls.ts";
import type { Init } from "../../src/rpc/message.ts";
import { Background } from "../harness/background.ts";
import { eventually } from "../harness/command.ts";
import { CriNode, criImage } from "../harness/cri-node.ts";
import { executable } from "../harness/daemon.ts";
import { EventRecorder } from "../harness/event-recorder.ts";
import { startFaultyRegistry } from "../harness/faulty-registry.ts";
import { type GatedRegistry, startGatedRegistry } from "../harness/gated-registry.ts";
import { pushImage, writeLayout } from "../harness/image.ts";
import { pushLayout } from "../harness/oci-layout.ts";
import { scratch } from "../harness/scratch.ts";
import { startTokenRegistry } from "../harness/token-registry.ts";

setDefaultTimeout(60_000);

let node: CriNode;
let registry: GatedRegistry;

beforeAll(async () => {
  const config = `
[plugins."io.containerd.cri.v1.images"]
image_pull_progress_timeout = "1s"
max_concurrent_downloads = 1
`;
  [node, registry] = await Promise.all([CriNode.start({ config }), startGatedRegistry()]);
});
afterAll(async () => {
  await node[Symbol.asyncDispose]();
  await registry[Symbol.asyncDispose]();
});

/** Pushes an image of two layers of its own, and returns their digests. */
async function push(name: string, ...tags: string[]): Promise<string[]> {
  using upper = scratch();
  mkdirSync(upper.join("files"));
  writeFileSync(
    upper.join("files/data"),
    Buffer.from(Array.from({ length: 100_000 }, () => Math.random() * 256)),
  );
  writeFileSync(upper.join("name"), name);
  using layout = scratch();
  await writeLayout(layout.path, { layers: [upper.path] });
  for (const tag of tags) {
    await pushLayout(layout.path, "latest", `${registry.origin}/${name}:${tag}`);
  }
  return registry.layersOf(name, tags[0] ?? "");
}

async function pull(
  image: string,
  auth: Init<AuthConfig> | null = null,
  signal?: AbortSignal,
): Promise<string> {
  return (await (await node.images()).pullImage({ image: { image }, auth }, { signal })).imageRef;
}

interface Pull {
  readonly image: string;
  readonly state: string;
  readonly layers: readonly { readonly digest: string; readonly state: string }[];
}

/** What `crictl info` shows under imagePulls. */
async function pulls(): Promise<Pull[]> {
  const { info } = await (await node.runtime()).status({ verbose: true });
  return JSON.parse(info.imagePulls ?? "");
}

test("callers who ask for one image, by any of its tags, share one download; who leaves harms nobody", async () => {
  const layers = await push("shared", "a", "b");
  const name = `${registry.host}/shared`;
  registry.shut();
  const begun = registry.asked.length;
  const leaving = new AbortController();
  const first = pull(`${name}:a`, null, leaving.signal);
  first.catch(() => {});
  await eventually("a layer to be asked for", () => registry.asked.length > begun);
  const others = [pull(`${name}:a`), pull(`${name}:b`)];
  await eventually("the second tag to be pulled", async () => (await pulls()).length === 2);
  leaving.abort();
  await expect(first).rejects.toMatchObject({ kind: "canceled" });
  expect(await pulls()).toMatchObject([
    { image: `${name}:a`, state: "downloading", layers: [{ state: "downloading" }, { state: "waiting" }] },
    { image: `${name}:b`, state: "downloading" },
  ]);
  const { image, info } = await (await node.images()).imageStatus({
    image: { image: `${name}:a` },
    verbose: true,
  });
  expect(image).toBeNull();
  expect(JSON.parse(info.pulls ?? "")).toMatchObject([{ image: `${name}:a`, state: "downloading" }]);
  registry.open();
  const ids = await Promise.all(others);
  expect(new Set(ids).size).toBe(1);
  expect(registry.asked.slice(begun).sort()).toEqual(layers.toSorted());
  expect(registry.left).toBe(0);
  expect(registry.mostAtOnce).toBe(1);
  expect(await pulls()).toEqual([]);
});

test("a pull ends when all of its callers have left", async () => {
  await push("left", "a");
  registry.shut();
  const leaving = new AbortController();
  const left = registry.left;
  const begun = registry.asked.length;
  const both = Promise.allSettled([1, 2].map(() => pull(`${registry.host}/left:a`, null, leaving.signal)));
  await eventually("a layer to be asked for", () => registry.asked.length > begun);
  leaving.abort();
  expect((await both).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  await eventually("the request to end", () => registry.left > left);
  expect(await pulls()).toEqual([]);
  registry.open();
  expect(await pull(`${registry.host}/left:a`)).toStartWith("sha256:");
});

test("events tell how far a pull is, at most twice a second and at each change of its state", async () => {
  const layers = await push("told", "a");
  const image = `${registry.host}/told:a`;
  await using recorder = new EventRecorder(node.daemon.address);
  await using printed = new Background([
    ...[
      executable,
      "ctr",
      "-a",
      node.daemon.address,
      "events",
      "--format",
      "json",
      `topic=="/pulls/progress"`,
    ],
  ]);
  await eventually("both to have subscribed", async () => {
    await node.daemon.ctr("namespaces", "label", "default", `n=${Math.random()}`);
    await pull(`${registry.host}/absent:a`).catch(() => {});
    return recorder.events.length > 0 && printed.stdout.includes("failed");
  });
  await pull(image);
  const isOwnEnd = (line: string): boolean => line.includes(image) && line.includes('"state":"complete"');
  await eventually("the end to be printed", () => printed.stdout.split("\n").some(isOwnEnd));
  const told = recorder.events
    .filter(({ topic }) => topic === "/pulls/progress")
    .map(({ namespace, value }) => ({ namespace, ...ImagePullProgress.decode(value) }));
  const own = told.filter((each) => each.image === image);
  expect(own.every(({ namespace }) => namespace === "k8s.io")).toBe(true);
  expect([...new Set(own.map(({ state }) => state))]).toEqual([
    "resolving",
    "downloading",
    "unpacking",
    "complete",
  ]);
  expect(own.length).toBeLessThan(20);
  const last = own.at(-1);
  expect(last?.layers.map(({ digest }) => digest).sort()).toEqual(layers.toSorted());
  expect(last?.layers.map(({ bytes, total }) => bytes === total && total > 0)).toEqual([true, true]);
  expect(last?.bytes).toBe(last?.total);
  const failed = told.find((each) => each.image === `${registry.host}/absent:a` && each.state === "failed");
  expect(failed?.error).toContain("not found");
  const line = printed.stdout.split("\n").find(isOwnEnd);
  expect(JSON.parse(line ?? "")).toMatchObject({
    namespace: "k8s.io",
    topic: "/pulls/progress",
    event: { image, state: "complete", layers: [{ state: "unpacked" }, { state: "unpacked" }] },
  });
});

test("a pull that gets no byte for the time that is configured fails, and says of what", async () => {
  const [layer = ""] = await push("stalled", "a");
  for (const fault of [{ stallAfter: 1000 }, { stall: true }] as const) {
    await using faulty = await startFaultyRegistry(registry.origin, ({ method, path }) =>
      method === "GET" && path.includes(layer) ? fault : undefined,
    );
    await expect(pull(`${faulty.host}/stalled:a`)).rejects.toMatchObject({
      kind: "deadline exceeded",
      message: expect.stringContaining(`no progress of layer-${layer} in 1s`),
    });
  }
});

test("kubelet's logins: password, Base64, identity token, registry token; for one server only where it is named", async () => {
  await using guarded = await startTokenRegistry();
  const image = `${guarded.host}/private/image:a`;
  await pushImage(image, {}, ["--dest-creds", "alice:secret"]);
  const scope = "repository:private/image:pull";
  const reply = await fetch(`${guarded.realm}?service=test&scope=${scope}`, {
    headers: { authorization: `Basic ${btoa("alice:secret")}` },
  });
  const { token } = (await reply.json()) as { token: string };
  const password = { username: "alice", password: "secret" };
  const good: Init<AuthConfig>[] = [
    password,
    { auth: btoa("alice:secret") },
    { auth: btoa("alice:secret\0\0") },
    { identityToken: "refresh me" },
    { registryToken: token },
    { ...password, serverAddress: guarded.host },
    { ...password, serverAddress: `https://${guarded.host}/v1/` },
  ];
  for (const auth of good) {
    expect(await pull(image, auth)).toStartWith("sha256:");
  }
  const bad: readonly (readonly [Init<AuthConfig> | null, string])[] = [
    [null, "authorization"],
    [{}, "authorization"],
    [{ username: "alice", password: "wrong" }, "wrong password"],
    [{ ...password, serverAddress: "https://other.example" }, "authorization"],
    [{ auth: btoa("alice") }, "auth: not the Base64 of user:password"],
    [{ auth: "alice:secret" }, "auth: not the Base64 of user:password"],
    [{ registryToken: "x" }, "authorization"],
  ];
  for (const [auth, text] of bad) {
    const error = await pull(image, auth).then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    expect(error?.message).toContain(text);
    expect(error?.message).not.toContain("secret");
  }
});

test("an image that is pinned is told as such, however it came", async () => {
  await push("ordinary", "a");
  await pull(`${registry.host}/ordinary:a`);
  const { images } = await (await node.images()).listImages({});
  const pinned = images.filter((image) => image.pinned).flatMap(({ repoTags }) => repoTags);
  expect(pinned).toEqual([criImage]);
  expect(images.flatMap(({ repoTags }) => repoTags)).toContain(`${registry.host}/ordinary:a`);
});

test("a reference with a tag and a digest is pulled by the digest", async () => {
  const { digest } = await pushImage(`${registry.origin}/both:a`, { config: { Labels: { which: "a" } } });
  await pushImage(`${registry.origin}/both:b`, { config: { Labels: { which: "b" } } });
  const id = await pull(`${registry.host}/both:b@${digest}`);
  const { image } = await (await node.images()).imageStatus({ image: { image: id } });
  expect(image).toMatchObject({ repoTags: [], repoDigests: [`${registry.host}/both@${digest}`] });
});
