// Imports of hostile archives fail with an error that says why, and nothing is kept.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { derive } from "../../../src/context/index.ts";
import type { Descriptor } from "../../../src/core/descriptor.ts";
import type { ImportEnd } from "../../../src/core/transfer.ts";
import { kindOf, messageOf } from "../../../src/errors/index.ts";
import { digestOf } from "../../../src/oci/digest.ts";
import { manifestBytes } from "../../../src/oci/manifest.ts";
import { mediaTypes } from "../../../src/oci/media-type.ts";
import { importEnd, layoutTar, names, prefix, tarOf } from "./archives.ts";
import { leftovers, startTestDaemon, storeEnd, unpacked } from "./daemon.ts";
import { makeImage, type TestImage } from "./image.ts";

let image: TestImage;

beforeAll(() => {
  image = makeImage();
});

afterAll(() => {
  image[Symbol.dispose]();
});

function evil(kind: string): Uint8Array {
  const { manifest, config, layers, blobs } = image;
  const [layer = config] = layers;
  const add = (mediaType: string, bytes: Uint8Array, more = blobs): [Descriptor, Map<string, Uint8Array>] => {
    const digest = digestOf(bytes);
    return [{ mediaType, digest, size: bytes.length }, new Map([...more, [digest, bytes]])];
  };
  switch (kind) {
    case "index of 9 MiB (CVE-2023-25153)":
      return layoutTar(
        [],
        new Map(),
        Buffer.concat([Buffer.from('{"manifests":[]'), Buffer.alloc(9 << 20, " "), Buffer.from("}")]),
      );
    case "manifest.json of 9 MiB":
      return tarOf(
        new Map([
          ["manifest.json", Buffer.concat([Buffer.from("["), Buffer.alloc(9 << 20, " "), Buffer.from("]")])],
        ]),
      );
    case "manifest that is also an index (CVE-2021-41190)": {
      const both = Buffer.from(
        JSON.stringify({
          ...JSON.parse(Buffer.from(blobs.get(manifest.digest) ?? []).toString()),
          manifests: [],
        }),
      );
      return layoutTar(...pair(add(mediaTypes.manifest, both)));
    }
    case "blob that is not what its name says":
      return layoutTar([manifest], new Map([...blobs, [layer.digest, Buffer.from("something else")]]));
    case "layer that is missing":
      return layoutTar([manifest], new Map([...blobs].filter(([digest]) => digest !== layer.digest)));
    case "layer shorter than it says": {
      const bytes = manifestBytes({
        mediaType: mediaTypes.manifest,
        config,
        layers: [{ ...layer, size: layer.size + 1 }, ...layers.slice(1)],
      });
      return layoutTar(...pair(add(mediaTypes.manifest, bytes)));
    }
    case "wrong diff id": {
      const [lie, more] = add(
        mediaTypes.config,
        Buffer.from(
          JSON.stringify({
            os: "linux",
            architecture: "amd64",
            rootfs: { type: "layers", diff_ids: [digestOf("lie")] },
          }),
        ),
      );
      const bytes = manifestBytes({ mediaType: mediaTypes.manifest, config: lie, layers: [layer] });
      return layoutTar(...pair(add(mediaTypes.manifest, bytes, more)));
    }
    case "more layers than diff ids": {
      const bytes = manifestBytes({
        mediaType: mediaTypes.manifest,
        config,
        layers: [layer, layer, layer, layer],
      });
      return layoutTar(...pair(add(mediaTypes.manifest, bytes)));
    }
    case "no image at all":
      return tarOf(new Map([["readme", "hello"]]));
    case "docker manifest that names files outside":
      return tarOf(
        new Map([
          ["manifest.json", '[{"Config":"/etc/passwd","Layers":["../../x"]}]'],
          ["x", "y"],
        ]),
      );
    case "docker manifest with a bad tag":
      return tarOf(
        new Map([
          ["manifest.json", '[{"Config":"c","Layers":[],"RepoTags":["../../etc:x"]}]'],
          ["c", '{"os":"linux","architecture":"amd64"}'],
        ]),
      );
    default:
      throw new Error(kind);
  }
}

const pair = ([target, blobs]: [Descriptor, Map<string, Uint8Array>]): [
  Descriptor[],
  Map<string, Uint8Array>,
] => [[target], blobs];

test.each([
  ["index of 9 MiB (CVE-2023-25153)", "more than the 8388608 allowed"],
  ["manifest.json of 9 MiB", "more than the 8388608 allowed"],
  ["manifest that is also an index (CVE-2021-41190)", "expected manifest but found index"],
  ["blob that is not what its name says", "unexpected digest"],
  ["layer that is missing", "which it does not hold"],
  ["layer shorter than it says", "were promised"],
  ["wrong diff id", "wrong diff id"],
  ["more layers than diff ids", "number of layers and diffIDs don't match"],
  ["no image at all", "unrecognized image format"],
  ["docker manifest that names files outside", 'image config "/etc/passwd" is not in the archive'],
  ["docker manifest with a bad tag", "invalid reference"],
])("refuses %s, and keeps nothing", async (kind, text) => {
  await using daemon = await startTestDaemon();
  const { metadata, ctx } = daemon;
  const importing = daemon.run(
    importEnd(evil(kind)),
    storeEnd("x", { ...unpacked, extraReferences: [prefix("x.test/evil", { addDigest: true })] }),
  );
  expect(await importing.then(() => "no error", messageOf)).toContain(text);
  expect(await names(daemon)).toEqual([]);
  expect(await metadata.leases.list(ctx)).toEqual([]);
  expect(await leftovers(daemon)).toEqual([]);
});

test("an archive that breaks off is an error", async () => {
  await using daemon = await startTestDaemon();
  const whole = layoutTar([image.manifest], image.blobs);
  for (const length of [0, 511, 700, whole.length >> 1]) {
    const importing = daemon.run(importEnd(whole.subarray(0, length)), storeEnd("x"));
    expect(await importing.then(() => "no error", kindOf)).toBe("invalid argument");
  }
  expect(await names(daemon)).toEqual([]);
});

test("an import whose client falls silent can be cancelled", async () => {
  await using daemon = await startTestDaemon();
  const stop = new AbortController();
  const silence: ImportEnd = {
    ...importEnd(new Uint8Array()),
    archive: (async function* () {
      yield new Uint8Array(100);
      await new Promise(() => {});
    })(),
  };
  const importing = daemon.run(silence, storeEnd("x"), derive(daemon.ctx, { signal: stop.signal }));
  setTimeout(() => stop.abort(), 50);
  expect(await importing.then(() => "no error", kindOf)).toBe("canceled");
});
