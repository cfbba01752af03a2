// Removes bundles from the disk, at any moment of a crash and without ever deleting through a mount.
import { lstatSync, readdirSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { errnoOf } from "../../errors/index.ts";
import { unmountAll } from "../../linux/mount.ts";

/** A directory with at most this many entries is deleted at once: handing it to another thread would cost more. */
const fewEntries = 32;

/** Removes the mount point of a bundle's container, and first what is still mounted there. */
export async function removeRootfs(bundle: string): Promise<void> {
  const rootfs = join(bundle, "rootfs");
  try {
    rmdirSync(rootfs);
  } catch (error) {
    // The files below a mount are the container's: they are never deleted.
    if (errnoOf(error) === "EBUSY") {
      await unmountAll(rootfs, { lazy: true });
      rmdirSync(rootfs);
    } else if (errnoOf(error) !== "ENOENT" && errnoOf(error) !== "ENOTDIR") {
      throw new Error(`remove bundle rootfs ${rootfs}`, { cause: error });
    }
  }
}

/** Renames the bundle to a hidden name, so that it is out of sight at once, and then deletes it. */
export async function removeBundle(path: string): Promise<void> {
  const hidden = hiddenName(path);
  await removeHiddenBundle(hidden);
  ifThere(() => renameSync(path, hidden));
  await removeHiddenBundle(hidden);
}

/**
 * Deletes a bundle that was renamed. Its mount point is removed first and alone: a shim that was still at work on it may
 * have mounted something, and no shim finds it any more to do so again.
 */
export async function removeHiddenBundle(hidden: string): Promise<void> {
  await removeRootfs(hidden);
  if (!removeFew(hidden)) {
    await rm(hidden, { recursive: true, force: true });
  }
}

/** Renames a directory in which nothing is mounted to a hidden name, and then deletes it. */
export async function removeDirectory(path: string): Promise<void> {
  const hidden = hiddenName(path);
  if (lstatSync(hidden, { throwIfNoEntry: false }) !== undefined) {
    await rm(hidden, { recursive: true, force: true });
  }
  ifThere(() => renameSync(path, hidden));
  if (!removeFew(hidden)) {
    await rm(hidden, { recursive: true, force: true });
  }
}

function hiddenName(path: string): string {
  return join(dirname(path), `.${basename(path)}`);
}

/** False when the directory holds more than a few files: then nothing has been removed. */
function removeFew(directory: string): boolean {
  const entries = ifThere(() => readdirSync(directory, { withFileTypes: true })) ?? [];
  if (entries.length > fewEntries || entries.some((entry) => entry.isDirectory())) {
    return false;
  }
  for (const { name } of entries) {
    rmSync(join(directory, name), { force: true });
  }
  ifThere(() => rmdirSync(directory));
  return true;
}

/** What `read` gives, or undefined when the file or directory that it is about does not exist. */
export function ifThere<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ENOTDIR") {
      return undefined;
    }
    throw error;
  }
}
