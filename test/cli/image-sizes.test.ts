// The sizes and states in listings of images of every shape, compared with those of Debian's ctr on the same socket.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mediaTypes } from "../../src/oci/media-type.ts";
import { Daemon, noCollection } from "../harness/daemon.ts";
import { archiveLayout, OciLayout } from "../harness/oci-layout.ts";

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: { readonly os: string; readonly architecture: string };
}

const here = { os: "linux", architecture: process.arch === "x64" ? "amd64" : process.arch };
const s390x = { os: "linux", architecture: "s390x" };
let daemon: Daemon;

beforeAll(async () => {
  daemon = await Daemon.start({ config: noCollection });
  const layout = daemon.directory.join("layout");
  writeImages(layout);
  const archive = daemon.directory.join("images.tar");
  await archiveLayout(layout, archive);
  const { status, stderr } = await daemon.ctr("images", "import", "--all-platforms", archive);
  if (status !== 0) {
    throw new Error(stderr);
  }
});

afterAll(async () => {
  await daemon?.[Symbol.asyncDispose]();
});

/** An OCI layout of images and artifacts, each named by its shape. */
function writeImages(directory: string): void {
  const layout = new OciLayout(directory);
  const store = (mediaType: string, content: string | object): Descriptor => layout.store(mediaType, content);
  const manifest = (config: Descriptor, layers: Descriptor[], more: object = {}): Descriptor =>
    store(mediaTypes.manifest, { schemaVersion: 2, mediaType: mediaTypes.manifest, config, layers, ...more });
  const image = (platform: typeof s390x, bytes: number, layers = 1): Descriptor => {
    // An empty archive, as long as wanted.
    const layer = store(mediaTypes.layer, "\0".repeat(bytes));
    const diffIds = Array(layers).fill(layer.digest);
    const config = store(mediaTypes.config, { ...platform, rootfs: { type: "layers", diff_ids: diffIds } });
    return { ...manifest(config, Array(layers).fill(layer)), platform };
  };
  const index = (...manifests: Descriptor[]): Descriptor =>
    store(mediaTypes.index, { schemaVersion: 2, mediaType: mediaTypes.index, manifests });
  const attestation = {
    ...manifest(store(mediaTypes.config, { architecture: "unknown", os: "unknown" }), [
      store(mediaTypes.inToto, "x".repeat(9000)),
    ]),
    platform: { os: "unknown", architecture: "unknown" },
  };
  const [own, other] = [image(here, 3072), image(s390x, 5120)];
  const { platform: _, ...unsaid } = own;
  const blob = (size: number) => store("application/octet-stream", "b".repeat(size));
  const artifact = (config: Descriptor, type?: string): Descriptor =>
    manifest(config, [blob(2000)], type === undefined ? {} : { artifactType: type });
  const targets: Record<string, Descriptor> = {
    single: unsaid,
    "layer-twice": image(here, 2048, 2),
    index: index(other, own, attestation),
    "nested-index": index(index(other), index(own, attestation)),
    "nested-index-with-platform": index({ ...index(own), platform: here }, other),
    "index-without-platforms": index(unsaid),
    foreign: index(other),
    empty: artifact(store("application/vnd.oci.empty.v1+json", "{}"), "application/vnd.example"),
    helm: artifact(store("application/vnd.cncf.helm.config.v1+json", { name: "chart", version: "1" })),
    wasm: artifact(store("application/vnd.wasm.config.v0+json", { architecture: "wasm", os: "wasip1" })),
    text: artifact(store("text/plain", "no JSON at all")),
    "no-layers": manifest(
      store(mediaTypes.config, { ...here, rootfs: { type: "layers", diff_ids: [] } }),
      [],
    ),
  };
  const manifests = Object.entries(targets).map(([name, target]) => ({
    ...target,
    annotations: { "io.containerd.image.name": `example.test/${name}:1` },
  }));
  layout.writeIndex(...manifests);
}

/** The columns of a listing after the digest, by image. */
function said(listing: string): Record<string, string> {
  const rows = listing.split("\n").filter((line) => line.startsWith("example.test/"));
  return Object.fromEntries(
    rows.map((line) => [
      /^[^ \t]+/.exec(line)?.[0] ?? "",
      line
        .replace(/^.*sha256:\w+/, "")
        .replace(/\s+/g, " ")
        .trim(),
    ]),
  );
}

/** Since 2.0 containerd leaves out the platform of attestations, as we do; ctr 1.6 prints it. */
const withoutUnknown = (listing: string): string => listing.replaceAll(",unknown/unknown", "");

/** The one image of which we say more: its first inner index has no platform, and nothing for this machine. */
const nested = "example.test/nested-index:1";

test("sizes and platforms are those of containerd's ctr", async () => {
  const { [nested]: found, ...ours } = said((await daemon.ctr("images", "ls")).stdout);
  const { [nested]: _, ...theirs } = said(withoutUnknown((await daemon.goCtr("images", "ls")).stdout));
  expect(Object.keys(ours)).toHaveLength(11);
  expect(ours).toEqual(theirs);
  expect(found).toMatch(/^4\.\d KiB /);
});

test("what is complete and unpacked is what containerd's ctr says; artifacts never are", async () => {
  const { [nested]: found, ...ours } = said((await daemon.ctr("images", "check")).stdout);
  const { [nested]: _, ...theirs } = said((await daemon.goCtr("images", "check")).stdout);
  expect(ours).toEqual(theirs);
  expect(found).toStartWith("complete (2/2)");
  for (const name of ["empty", "helm", "wasm", "text", "no-layers"]) {
    expect(ours[`example.test/${name}:1`]).toMatch(/^complete .* false$/);
  }
  expect(ours["example.test/single:1"]).toMatch(/^complete .* true$/);
});

test("an artifact does not run, and the reason is told", async () => {
  const { status, stderr } = await daemon.ctr("run", "--rm", "example.test/text:1", "artifact", "sh");
  expect(status).toBe(1);
  expect(stderr).toContain(
    "example.test/text:1 is an artifact with a config of type text/plain, not an image",
  );
});
