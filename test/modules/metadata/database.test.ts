import { Database } from "bun:sqlite";
import { afterAll, expect, test } from "bun:test";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { background } from "../../../src/context/index.ts";
import { schemaVersion } from "../../../src/stores/metadata/schema.ts";
import { ctx, digestOf, newContainer, newImage, openRig, refusal } from "./rig.ts";

const fixture = join(import.meta.dir, "../../fixtures/v1/meta.db");
const top = mkdtempSync(join(tmpdir(), "database-"));
afterAll(() => rmSync(top, { recursive: true }));

/** Makes a database of several pages and closes it. */
async function filled(name: string): Promise<string> {
  const path = join(top, name, "meta.db");
  mkdirSync(join(top, name));
  await using rig = await openRig({ path });
  await Promise.all(
    Array.from({ length: 50 }, (_, number) =>
      rig.metadata.containers.create(ctx, newContainer(`c${number}`)),
    ),
  );
  return path;
}

/** Checks that opening is refused with this text, and that the file does not change. */
async function expectRefusal(path: string, text: string | RegExp): Promise<void> {
  const before = readFileSync(path);
  expect(await refusal(openRig({ path }))).toMatch(text);
  expect(readFileSync(path).equals(before)).toBe(true);
}

test("the database of the first release opens, with all that was in it", async () => {
  const path = join(top, "fixture.db");
  cpSync(fixture, path);
  await using rig = await openRig({ path });
  const { namespaces, images, containers, content, leases, snapshots } = rig.metadata;
  expect(await namespaces.list(ctx)).toEqual([
    { name: "default", labels: { "containerd.io/defaults/snapshotter": "native" } },
    { name: "moby", labels: {} },
  ]);
  expect(await images.list(ctx)).toMatchObject([
    {
      name: "docker.io/library/busybox:1.36",
      labels: { "io.cri-containerd.image": "managed" },
      target: { digest: digestOf("manifest"), size: 7, annotations: { note: "kept" } },
      createdAt: { seconds: 1_700_000_000, nanos: 123_456_789 },
    },
  ]);
  expect(await Array.fromAsync(containers.list(ctx))).toMatchObject([
    {
      id: "web",
      labels: { "nerdctl/name": "web" },
      image: "docker.io/library/busybox:1.36",
      runtime: { name: "io.containerd.runc.v2", options: { typeUrl: "containerd.runc.v1.Options" } },
      snapshotter: "native",
      snapshotKey: "web",
      sandbox: "pod",
      extensions: { "x/y": { typeUrl: "t", value: new Uint8Array([0, 255]) } },
    },
  ]);
  expect((await Array.fromAsync(content.list(ctx), ({ size, labels }) => [size, labels])).length).toBe(1);
  expect(await content.info(ctx, digestOf("layer"))).toMatchObject({
    size: 5,
    labels: { "containerd.io/gc.root": "1" },
  });
  expect(await leases.list(background("moby"))).toMatchObject([
    { id: "pull", labels: { "containerd.io/gc.flat": "1" } },
  ]);
  expect(await leases.resources(background("moby"), "pull")).toEqual([
    { type: "content", id: digestOf("x") },
    { type: "snapshots/native", id: "x" },
  ]);
  expect(
    await Array.fromAsync(snapshots.of("native").list(ctx), ({ name, kind, parent }) => [name, kind, parent]),
  ).toEqual([
    ["base", "committed", ""],
    ["web", "active", "base"],
  ]);
  expect(await snapshots.of("native").usage(ctx, "base")).toMatchObject({ inodes: 1 });
  await rig.metadata.collectable.collect();
  expect((await images.list(ctx)).length).toBe(1);
});

test("a database of a future version is refused", async () => {
  const path = await filled("future");
  const database = new Database(path);
  database.run(`PRAGMA user_version = ${schemaVersion + 1}`);
  database.close();
  await expectRefusal(
    path,
    `metadata database ${path} has schema version ${schemaVersion + 1}, but this tsrt knows only up to ${schemaVersion}: use a newer tsrt: failed precondition`,
  );
});

test("somebody else's database is refused", async () => {
  const path = join(top, "foreign.db");
  const database = new Database(path);
  database.run("CREATE TABLE secrets (text)");
  database.close();
  await expectRefusal(path, `metadata database ${path} is not one of tsrt's: failed precondition`);
});

test.each([0, 1, 99, 4096, 40_960, -1])("a database truncated to %p bytes is refused", async (size) => {
  const path = await filled(`truncated-${size}`);
  truncateSync(path, size < 0 ? statSync(path).size + size : size);
  await expectRefusal(path, /^metadata database \/.*(truncated|cannot be read|damaged).*: data loss$/);
});

test("a damaged database is refused", async () => {
  const path = await filled("damaged");
  const bytes = readFileSync(path);
  bytes.fill(0x5a, 4096, bytes.length);
  writeFileSync(path, bytes);
  await expectRefusal(path, /^metadata database \/.* is damaged: .*: data loss$/);
});

test("a file of random bytes is refused", async () => {
  const path = join(top, "noise.db");
  writeFileSync(path, crypto.getRandomValues(new Uint8Array(10_000)));
  await expectRefusal(path, /^metadata database \/.* cannot be read: file is not a database: data loss$/);
});

test("files of an interrupted first start do not prevent the next start", async () => {
  const path = join(top, "interrupted.db");
  writeFileSync(`${path}.new`, "half");
  await using rig = await openRig({ path });
  await rig.metadata.images.create(ctx, newImage("a", digestOf("x")));
  expect(existsSync(`${path}.new`)).toBe(false);
});

test("a missing directory is an error that names the database", async () => {
  const path = join(top, "missing/meta.db");
  expect(await refusal(openRig({ path }))).toBe(
    `create metadata database ${path}: unable to open database file`,
  );
});
