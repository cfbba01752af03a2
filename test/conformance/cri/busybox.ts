// A busybox whose shell runs what lies at the paths of its programs, as critest expects of images: it hides a program, and the
// shell must not find it. The shell of Debian's busybox-static runs its own applets instead; the one of the package busybox,
// which cannot be installed beside it, does not.
import { chmodSync, copyFileSync, existsSync, readdirSync, writeFileSync } from "node:fs";
import { succeed } from "../../harness/command.ts";
import { type Scratch, scratch } from "../../harness/scratch.ts";

/** Copies such a busybox to `path`: the machine's own, or that of the package. Does nothing when one is there. */
export async function bringBusybox(path: string): Promise<void> {
  if (existsSync(path)) {
    return;
  }
  using directory = scratch("tsrt-busybox-");
  const own = "/bin/busybox";
  const busybox = existsSync(own) && runsByPath(own) ? own : await unpackPackage(directory);
  if (!runsByPath(busybox)) {
    throw new Error("the shell of Debian's package busybox runs its own applets");
  }
  copyFileSync(busybox, path);
}

async function unpackPackage(directory: Scratch): Promise<string> {
  await succeed(["apt-get", "download", "busybox"], { cwd: directory.path });
  const archive = readdirSync(directory.path).find((name) => name.endsWith(".deb")) ?? "";
  await succeed(["dpkg", "-x", directory.join(archive), directory.join("files")]);
  return directory.join("files/bin/busybox");
}

/** Whether a program in PATH beats the applet of its name. */
function runsByPath(busybox: string): boolean {
  using directory = scratch("tsrt-path-");
  copyFileSync(busybox, directory.join("sh"));
  writeFileSync(directory.join("ls"), "#!/bin/sh\necho by path\n");
  chmodSync(directory.join("ls"), 0o755);
  const argv = [directory.join("sh"), "-c", "ls"];
  const { stdout } = Bun.spawnSync(argv, { env: { PATH: directory.path } });
  return stdout.toString() === "by path\n";
}
