// Archives in docker's format as old and foreign tools write them: layers that are links, images without names.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { kindOf, messageOf } from "../../../src/errors/index.ts";
import { chainId } from "../../../src/oci/chain-id.ts";
import { archive as archiveOf, type CraftedEntry } from "../../harness/tar-archive.ts";
import { importEnd, layoutTar, names, prefix } from "./archives.ts";
import { leftovers, startTestDaemon, storeEnd, type TestDaemon, unpacked } from "./daemon.ts";
import { makeImage, type TestImage } from "./image.ts";

let image: TestImage;

beforeAll(() => {
  image = makeImage();
});

afterAll(() => {
  image[Symbol.dispose]();
});

/** A docker archive of the image whose layers are the files named, and the entries that make them. */
function dockerTar(
  layers: readonly string[],
  entries: readonly CraftedEntry[],
  tags: readonly string[] | null = ["app:v1"],
): Uint8Array {
  const manifest = [{ Config: "config.json", RepoTags: tags, Layers: layers }];
  const config = image.blobs.get(image.config.digest) ?? new Uint8Array();
  return archiveOf(
    ...entries,
    { name: "config.json", data: config },
    { name: "manifest.json", data: JSON.stringify(manifest) },
  );
}

const file = (name: string, data: Uint8Array | string): CraftedEntry => ({ name, data });
const symlink = (name: string, link: string): CraftedEntry => ({ name, type: "2", link });
const hardLink = (name: string, link: string): CraftedEntry => ({ name, type: "1", link });

/** The image's own two layers, under names of docker's. */
function layerFiles(): CraftedEntry[] {
  const [base = new Uint8Array(), files = new Uint8Array()] = image.tars;
  return [file("a/layer.tar", base), file("b/layer.tar", files)];
}

async function importInto(daemon: TestDaemon, archive: Uint8Array): Promise<string[]> {
  const extraReferences = [prefix("import", { allowOverwrite: true })];
  const events = await daemon.run(importEnd(archive), storeEnd("", { ...unpacked, extraReferences }));
  return events.map(({ event }) => event);
}

test.each<[string, string[], CraftedEntry[]]>([
  ["a symbolic link", ["c/layer.tar", "b/layer.tar"], [symlink("c/layer.tar", "../a/layer.tar")]],
  ["a hard link", ["c/layer.tar", "b/layer.tar"], [hardLink("c/layer.tar", "a/layer.tar")]],
  ["a hard link with a name from the root", ["c", "b/layer.tar"], [hardLink("./c", "/a/layer.tar")]],
  [
    "links to links",
    ["e", "b/layer.tar"],
    [symlink("c", "a/layer.tar"), hardLink("d", "c"), symlink("e", "./x/../d")],
  ],
  ["a link to a directory", ["c/layer.tar", "b/layer.tar"], [symlink("c", "a")]],
  [
    "names that come twice",
    ["c", "d"],
    [
      symlink("c", "/etc/passwd"),
      hardLink("c", "a/layer.tar"),
      file("d", "no tar"),
      symlink("d", "b/layer.tar"),
    ],
  ],
])("a layer that is %s", async (_name, layers, links) => {
  await using daemon = await startTestDaemon();
  await importInto(daemon, dockerTar(layers, [...layerFiles(), ...links]));
  expect(await names(daemon)).toEqual(["docker.io/library/app:v1"]);
  const snapshot = await daemon.metadata.snapshots.of("").stat(daemon.ctx, chainId(image.diffIds));
  expect(snapshot.kind).toBe("committed");
});

test("a symbolic link may come before what it leads to", async () => {
  await using daemon = await startTestDaemon();
  const links = [symlink("c/layer.tar", "../a/layer.tar")];
  await importInto(daemon, dockerTar(["c/layer.tar", "b/layer.tar"], [...links, ...layerFiles()]));
  expect(await names(daemon)).toEqual(["docker.io/library/app:v1"]);
});

test.each<[string, CraftedEntry[]]>([
  ['layer "c" is a link to "/etc/passwd", which is outside the archive', [symlink("c", "/etc/passwd")]],
  ['layer "c" is a link to "../etc/passwd", which is outside the archive', [symlink("c", "../etc/passwd")]],
  ['layer "c" is a link to "..", which is outside the archive', [symlink("c", "..")]],
  ['layer "c" is a link to "../../x", which is outside the archive', [hardLink("c", "../../x")]],
  ['layer "c" is a link to "etc/passwd", which is not in the archive', [hardLink("c", "/etc/passwd")]],
  ['layer "c" is a link to "nothing", which is not in the archive', [symlink("c", "nothing")]],
  ['layer "c" is a link that leads in circles', [symlink("c", "c")]],
  ['layer "c" is a link that leads in circles', [symlink("c", "d"), symlink("d", "c")]],
  ['layer "c" is a link that leads in circles', [symlink("c", "c/c")]],
])("%s: refused, and nothing is kept", async (text, links) => {
  await using daemon = await startTestDaemon();
  const failure = await importInto(daemon, dockerTar(["c"], [...layerFiles(), ...links])).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(messageOf(failure)).toBe(`${text}: invalid argument`);
  expect(kindOf(failure)).toBe("invalid argument");
  expect(await leftovers(daemon)).toEqual([]);
});

test.each([[null], [[]]])(
  "an image without tags (%p) is saved by its digest, and that is told",
  async (tags) => {
    await using daemon = await startTestDaemon();
    const events = await importInto(daemon, dockerTar(["a/layer.tar", "b/layer.tar"], layerFiles(), tags));
    const [name = "", ...others] = await names(daemon);
    expect(others).toEqual([]);
    const { target } = await daemon.metadata.images.get(daemon.ctx, name);
    expect(name).toBe(`import@${target.digest}`);
    expect(events).toContain(`${target.digest} has no name in the archive, and is saved as ${name}`);
    const snapshot = await daemon.metadata.snapshots.of("").stat(daemon.ctx, chainId(image.diffIds));
    expect(snapshot.kind).toBe("committed");
  },
);

test("of a layout's nameless images only those are saved that the platforms ask for", async () => {
  await using daemon = await startTestDaemon();
  using other = makeImage({ platform: { os: "linux", architecture: "s390x" } });
  const archive = layoutTar([image.manifest, other.manifest], new Map([...image.blobs, ...other.blobs]));
  const extraReferences = [prefix("import", { allowOverwrite: true })];
  const { platform } = image.manifest;
  const platforms = platform === undefined ? [] : [platform];
  await daemon.run(importEnd(archive), storeEnd("", { platforms, extraReferences }));
  expect(await names(daemon)).toEqual([`import@${image.manifest.digest}`]);
  await daemon.run(importEnd(archive), storeEnd("whole", { platforms, extraReferences }));
  expect(await names(daemon)).toEqual([`import@${image.manifest.digest}`, "whole"]);
});
