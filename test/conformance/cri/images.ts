// The images that critest names, made here and pushed to a registry that answers for the registries of their names.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tarOf } from "../../harness/image.ts";
import { named, type OciDescriptor, OciLayout, ownPlatform, pushLayout } from "../../harness/oci-layout.ts";
import { scratch } from "../../harness/scratch.ts";
import { printEffectiveUid, writeRootfs, writeSetuidShell } from "./rootfs.ts";

/** Registries whose images critest pulls. */
const registries = ["registry.k8s.io", "gcr.io", "k8s.gcr.io"];

interface WantedImage {
  /** Repositories with tags, all of which name this one image. */
  readonly names: readonly string[];
  readonly config?: Record<string, unknown>;
  /** Whether a shell that becomes root lies in it. */
  readonly hasSetuidShell?: boolean;
}

const staging = "k8s-staging-cri-tools";
const e2e = "e2e-test-images";

const server = (program: string, ...args: string[]) => ({ Entrypoint: [program], Cmd: args });
/** `master process` is how critest knows the first process of nginx. */
const nginx = (port: number) => server("nginx", "master process", String(port));

const withUser = (name: string, user: string): WantedImage => ({
  names: [`${staging}/test-image-${name}:latest`],
  config: { User: user },
});

/** critest removes one of them, and counts the names of it. */
const pause = (version: string): WantedImage => ({
  names: [`pause:${version}`],
  config: server("tail", "-f", "/dev/null"),
});

/** Its digest stands in critest's source. */
const digestRepository = `${staging}/test-image-digest`;

const wanted: readonly WantedImage[] = [
  { names: [`${e2e}/busybox:1.29-2`] },
  { names: [`${e2e}/nginx:1.14-2`], config: nginx(80) },
  { names: [`${e2e}/httpd:2.4.39-4`], config: server("apache", "80") },
  { names: [`${e2e}/nonewprivs:1.3`], config: { Entrypoint: printEffectiveUid }, hasSetuidShell: true },
  pause("3.9"),
  pause("3.10.1"),
  { names: [`${staging}/hostnet-nginx-${ownPlatform.architecture}:latest`], config: nginx(12_003) },
  withUser("user-uid", "1002"),
  withUser("user-username", "www-data"),
  withUser("user-uid-group", "1003:users"),
  withUser("user-username-group", "www-data:100"),
  withUser("predefined-group", "1000"),
  { names: [`${staging}/test-image-latest:latest`] },
  { names: [`${staging}/test-image-tag:test`] },
  { names: [`${staging}/test-image-tag:all`] },
  { names: [`${digestRepository}:latest`] },
  { names: [`${staging}/test-image-1:latest`] },
  { names: [`${staging}/test-image-2:latest`] },
  { names: [`${staging}/test-image-3:latest`] },
  { names: ["1", "2", "3"].map((tag) => `${staging}/test-image-tags:${tag}`) },
];

/** Pushes all images, with this busybox, to the registry at `host`. Returns the digest of the one that critest pulls by its digest. */
export async function pushImages(host: string, busybox: string): Promise<string> {
  using rootfs = scratch("tsrt-rootfs-");
  writeRootfs(rootfs.path, busybox);
  using setuid = scratch("tsrt-setuid-");
  writeSetuidShell(setuid.path);
  const base = tarOf(rootfs.path);
  const program = tarOf(setuid.path);
  let digest = "";
  for (const image of wanted) {
    using directory = scratch("tsrt-image-");
    const layout = new OciLayout(directory.path);
    const manifest = writeImage(layout, image, image.hasSetuidShell ? [base, program] : [base]);
    for (const name of image.names) {
      await pushLayout(directory.path, "image", `${host}/${name}`);
      digest = name.startsWith(`${digestRepository}:`) ? manifest.digest : digest;
    }
  }
  return digest;
}

/** Each image has a label of its own, so that no two are the same image. */
function writeImage(layout: OciLayout, { names, config }: WantedImage, tars: Uint8Array[]): OciDescriptor {
  const Labels = { "tsrt.test.name": names[0] ?? "" };
  const { manifest } = layout.image(tars, { config: { ...config, Labels } });
  layout.writeIndex(named(manifest, "image"));
  return manifest;
}

/** Writes hosts.toml files that send all pulls from critest's registries to the one at `host`. */
export function writeMirrors(directory: string, host: string): void {
  for (const registry of registries) {
    mkdirSync(join(directory, registry), { recursive: true });
    const text = `server = "http://${host}"\n[host."http://${host}"]\n  capabilities = ["pull", "resolve"]\n`;
    writeFileSync(join(directory, registry, "hosts.toml"), text);
  }
}
