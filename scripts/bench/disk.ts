// The filesystem that both daemons work on. The bench makes it, so that neither other files nor the machine's type of filesystem
// influence the results. For example, ext4 without a journal, as on some virtual machines, looks at every inode that was freed in
// the last minute before it makes a file, so that a pull after the removal of an image takes up to three times as long.
import { mkdirSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { command, eventually, succeed } from "../../test/harness/command.ts";
import { scratch } from "../../test/harness/scratch.ts";

const size = "12G";

export interface Disk extends AsyncDisposable {
  readonly description: string;
}

/** Makes a fresh ext4 with a journal on a loop device, and has all temporary directories made there until it is disposed. */
export async function freshDisk(): Promise<Disk> {
  const directory = scratch("bench-");
  const file = directory.join("disk.img");
  const mountPoint = directory.join("disk");
  mkdirSync(mountPoint);
  await succeed(["truncate", "-s", size, file]);
  await succeed(["mkfs.ext4", "-q", "-F", file]);
  const device = (await succeed(["losetup", "--find", "--show", "--direct-io=on", file])).trim();
  allowDirtyPages(device);
  await succeed(["mount", "-o", "noinit_itable", device, mountPoint]);
  const outer = process.env.TMPDIR;
  process.env.TMPDIR = mountPoint;
  return {
    description: "ext4 with a journal, fresh, on a loop device with direct I/O",
    [Symbol.asyncDispose]: async () => {
      restore(outer);
      // Shims that have just been told to end may be in it for a moment.
      await eventually(
        "the disk to be free",
        async () => (await command(["umount", mountPoint])).status === 0,
      );
      await command(["losetup", "--detach", device]);
      directory[Symbol.dispose]();
    },
  };
}

/**
 * The kernel allows a disk that is new to it only few unwritten pages, which would slow down the side that writes first, so the
 * disk gets a guaranteed share. The kernel refuses that when other disks have all shares; then the first rounds are slower.
 */
function allowDirtyPages(device: string): void {
  try {
    writeFileSync(`/sys/block/${basename(device)}/bdi/min_ratio`, "40");
  } catch (error) {
    console.error(`bench: no share of unwritten pages for ${device}: ${error}`);
  }
}

function restore(outer: string | undefined): void {
  if (outer === undefined) {
    delete process.env.TMPDIR;
  } else {
    process.env.TMPDIR = outer;
  }
}
