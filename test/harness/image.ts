// Makes an OCI image from busybox-static: the smallest real image that runs anything.
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { environment } from "./command.ts";
import { archiveLayout, named, OciLayout, pushLayout } from "./oci-layout.ts";
import { type Scratch, scratch } from "./scratch.ts";

export interface ImageOptions {
  /** Directories whose contents become one layer each, above the one of busybox. */
  readonly layers?: readonly string[];
  readonly config?: Record<string, unknown>;
  /** Leave directories out of the layers above busybox's: unpackers must make them. */
  readonly implicitDirectories?: boolean;
  /** Put into the index as `org.opencontainers.image.ref.name` and `io.containerd.image.name`. */
  readonly name?: string;
}

/** Files of busybox: its applets as links, passwd, group and directories that programs expect. */
function busyboxFiles(directory: Scratch): void {
  for (const name of ["bin", "dev", "etc", "home", "proc", "root", "sys", "tmp", "var", "www"]) {
    mkdirSync(directory.join(name));
  }
  copyFileSync("/bin/busybox", directory.join("bin/busybox"));
  const listed = Bun.spawnSync(["/bin/busybox", "--list"]).stdout.toString();
  for (const applet of listed.split("\n").filter((line) => line !== "" && line !== "busybox")) {
    symlinkSync("busybox", directory.join("bin", applet));
  }
  writeFileSync(
    directory.join("etc/passwd"),
    "root:x:0:0:root:/root:/bin/sh\nguest:x:1000:1000::/home:/bin/sh\n",
  );
  writeFileSync(directory.join("etc/group"), "root:x:0:\nguest:x:1000:\nstaff:x:50:guest\n");
  writeFileSync(directory.join("www/index.html"), "hello from a container\n");
}

const tarFlags = [
  "--numeric-owner",
  "--sort=name",
  "--format=posix",
  "--sparse",
  "--xattrs",
  "--xattrs-include=user.*",
];

/**
 * The files of a directory as an archive, in the order of their paths. Where directories are left out, only those that are
 * empty are implied by nothing.
 */
export function tarOf(directory: string, isImplicit = false): Uint8Array {
  using output = scratch("tsrt-tar-");
  const file = output.join("layer.tar");
  const list = output.join("names");
  writeFileSync(list, runSync(["find", ".", ...(isImplicit ? ["!", "-type", "d"] : [])], directory));
  runSync(["tar", ...tarFlags, "--no-recursion", "-T", list, "-cf", file], directory);
  return new Uint8Array(readFileSync(file));
}

function runSync(argv: string[], cwd: string): Uint8Array {
  const { success, stdout, stderr } = Bun.spawnSync(argv, { cwd, env: environment });
  if (!success) {
    throw new Error(stderr.toString());
  }
  return stdout;
}

/** Writes an OCI layout into `directory`; give it to `skopeo`, or tar it for an import. */
export async function writeLayout(
  directory: string,
  options: ImageOptions = {},
): Promise<{ digest: string }> {
  using busybox = scratch("tsrt-busybox-");
  busyboxFiles(busybox);
  const isImplicit = options.implicitDirectories === true;
  const uppers = (options.layers ?? []).map((layer, index) => tarOf(layer, isImplicit && index > 0));
  const layout = new OciLayout(directory);
  const { manifest } = layout.image([tarOf(busybox.path), ...uppers], { config: options.config ?? {} });
  layout.writeIndex(named(manifest, options.name ?? "latest"));
  return { digest: manifest.digest };
}

/** Makes the same image as one tar archive, for imports. */
export async function writeArchive(file: string, options: ImageOptions = {}): Promise<{ digest: string }> {
  using layout = scratch("tsrt-layout-");
  const image = await writeLayout(layout.path, options);
  await archiveLayout(layout.path, file);
  return image;
}

/** Pushes an image of busybox to a registry with skopeo. `flags` are further flags of skopeo. */
export async function pushImage(
  reference: string,
  options: ImageOptions = {},
  flags: readonly string[] = [],
): Promise<{ digest: string }> {
  using layout = scratch("tsrt-layout-");
  const image = await writeLayout(layout.path, options);
  await pushLayout(layout.path, options.name ?? "latest", reference, flags);
  return image;
}
