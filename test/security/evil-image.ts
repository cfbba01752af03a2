// Makes hostile images, with any bytes as layers and any config.
import { archiveLayout, named, OciLayout, pushLayout } from "../harness/oci-layout.ts";
import { scratch } from "../harness/scratch.ts";
import { archive, type CraftedEntry } from "../harness/tar-archive.ts";

export interface EvilImage {
  /** The layers above one with busybox, as archives. */
  readonly layers?: readonly Uint8Array[];
  readonly config?: Record<string, unknown>;
  /** Diff ids for the config, instead of the true ones. */
  readonly diffIds?: readonly string[];
  /** Of the layers as stored; gzip unless told. */
  readonly compress?: (tar: Uint8Array) => Uint8Array;
}

const applets = ["sh", "cat", "echo", "env", "id", "ls", "sleep", "stat", "true"];

/** busybox and the applets that tests use, as an archive. */
async function busyboxLayer(): Promise<Uint8Array> {
  const links = applets.map((name): CraftedEntry => ({ name: `bin/${name}`, type: "2", link: "busybox" }));
  const passwd = "root:x:0:0:root:/root:/bin/sh\nguest:x:1000:1000::/:/bin/sh\n";
  const group = "root:x:0:\nguest:x:1000:\nstaff:x:50:guest\n";
  return archive(
    { name: "bin", type: "5", mode: 0o755 },
    { name: "bin/busybox", mode: 0o755, data: await Bun.file("/bin/busybox").bytes() },
    ...links,
    { name: "etc", type: "5", mode: 0o755 },
    { name: "etc/passwd", data: passwd },
    { name: "etc/group", data: group },
  );
}

/** Writes an image as an OCI layout; returns the digests of its layers. */
export async function writeEvilLayout(directory: string, name: string, evil: EvilImage): Promise<string[]> {
  const layout = new OciLayout(directory);
  const { layers = [], ...options } = evil;
  const image = layout.image([await busyboxLayer(), ...layers], options);
  layout.writeIndex(named(image.manifest, name, "latest"));
  return image.layers.map(({ digest }) => digest);
}

/** Writes an image as an archive to import. */
export async function writeEvilArchive(file: string, name: string, evil: EvilImage): Promise<void> {
  using layout = scratch("tsrt-evil-");
  await writeEvilLayout(layout.path, name, evil);
  await archiveLayout(layout.path, file);
}

/** Pushes an image to a registry with skopeo; returns the digests of its layers. */
export async function pushEvil(reference: string, evil: EvilImage): Promise<string[]> {
  using layout = scratch("tsrt-evil-");
  const layers = await writeEvilLayout(layout.path, reference, evil);
  await pushLayout(layout.path, "latest", reference);
  return layers;
}
