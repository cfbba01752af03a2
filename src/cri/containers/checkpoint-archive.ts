import { createReadStream } from "node:fs";
import { lstat, open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { internal } from "../../errors/index.ts";
import { byteString } from "../../oci/tar/entry.ts";
import { TarStreamWriter } from "../../oci/tar/stream-writer.ts";

/**
 * Writes the files of a directory as a tar archive to `target`, which appears, or is replaced, when it is complete. Only its owner may
 * read it: it holds the memory of processes.
 */
export async function archiveDirectory(directory: string, target: string): Promise<void> {
  const unfinished = `${target}.unfinished-${crypto.randomUUID()}`;
  try {
    await writeArchive(directory, unfinished);
    await rename(unfinished, target);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

async function writeArchive(directory: string, path: string): Promise<void> {
  await using file = await open(path, "wx", 0o600);
  const archive = new TarStreamWriter((bytes) => file.appendFile(bytes));
  await addEntries(archive, directory, "");
  await archive.end();
  await file.sync();
}

/** `prefix` is the path of the directory in the archive; empty, or with a slash at its end. */
async function addEntries(archive: TarStreamWriter, directory: string, prefix: string): Promise<void> {
  for (const name of (await readdir(directory)).sort()) {
    const path = join(directory, name);
    const stats = await lstat(path);
    const { uid, gid, mtimeMs, size } = stats;
    const common = { mode: stats.mode & 0o7777, uid, gid, modified: Math.floor(mtimeMs / 1000) };
    const entryName = `${prefix}${name}`;
    if (stats.isDirectory()) {
      await archive.begin({
        ...common,
        type: "directory",
        name: byteString(Buffer.from(`${entryName}/`)),
        size: 0,
      });
      await addEntries(archive, path, `${entryName}/`);
    } else if (stats.isFile()) {
      await archive.begin({ ...common, type: "file", name: byteString(Buffer.from(entryName)), size });
      for await (const chunk of createReadStream(path)) {
        await archive.data(chunk);
      }
    } else {
      throw internal(`${path} is neither a file nor a directory`);
    }
  }
}
