// A daemon with an image of busybox, for tests of `tsrt ctr`.
import { Client } from "../../src/client/index.ts";
import { Daemon, type DaemonOptions, executable } from "../harness/daemon.ts";
import { type ImageOptions, writeArchive } from "../harness/image.ts";

export const image = "docker.io/library/busybox:test";

export async function startDaemon(options: DaemonOptions = {}): Promise<Daemon> {
  const daemon = await Daemon.start(options);
  await importImage(daemon, image);
  return daemon;
}

/** Puts an image made from busybox into the daemon. */
export async function importImage(daemon: Daemon, name: string, options: ImageOptions = {}): Promise<void> {
  const archive = daemon.directory.join("image.tar");
  await writeArchive(archive, { ...options, name });
  const { status, stderr } = await daemon.ctr("images", "import", archive);
  if (status !== 0) {
    throw new Error(`import ${name}: ${stderr}`);
  }
}

export function connect(daemon: Daemon, namespace = "default"): Promise<Client> {
  return Client.connect(daemon.address, { namespace });
}

/** `tsrt ctr`'s words, to be run by something else: a shell, tmux. */
export function ctrWords(daemon: Daemon): string {
  return `${executable} ctr -a ${daemon.address}`;
}
