// Tells whether a file is unchanged. Source: continuity fs/path.go, sameFile.
import { readSync } from "node:fs";
import { readlinkAt } from "../../linux/at.ts";
import { closeFd } from "../../linux/fd.ts";
import { O, openAt } from "../../linux/open.ts";
import { isDirectory, isRegular, isSymlink, type Stat } from "../../linux/stat.ts";
import { getXattr, pathAt } from "../../linux/xattr.ts";

export interface Located {
  readonly directory: number;
  readonly name: Buffer;
  readonly stat: Stat;
}

export const capabilityKey = "security.capability";

export function isSameFile(a: Located, b: Located): boolean {
  if (a.stat.inode === b.stat.inode && a.stat.device === b.stat.device) {
    return true;
  }
  if (!hasSameMode(a.stat, b.stat) || !hasSameCapabilities(a, b)) {
    return false;
  }
  return isDirectory(a.stat) || (a.stat.size === b.stat.size && hasSameTimeAndContent(a, b));
}

function hasSameMode(a: Stat, b: Stat): boolean {
  return (
    a.mode === b.mode && a.uid === b.uid && a.gid === b.gid && a.major === b.major && a.minor === b.minor
  );
}

function hasSameCapabilities(a: Located, b: Located): boolean {
  const [first, second] = [a, b].map(({ directory, name }) =>
    getXattr(pathAt(directory, name), capabilityKey),
  );
  return Buffer.compare(first ?? Buffer.alloc(0), second ?? Buffer.alloc(0)) === 0;
}

/**
 * Many archives keep whole seconds only, so that files of one second that differ can have equal times. Where both times have no
 * nanoseconds the contents are compared.
 */
function hasSameTimeAndContent(a: Located, b: Located): boolean {
  const [first, second] = [a.stat.modified, b.stat.modified];
  if (first.seconds !== second.seconds || first.nanos !== second.nanos) {
    return false;
  }
  if (first.nanos !== 0) {
    return true;
  }
  if (isSymlink(a.stat)) {
    return Buffer.compare(readlinkAt(a.directory, a.name), readlinkAt(b.directory, b.name)) === 0;
  }
  return !isRegular(a.stat) || a.stat.size === 0 || hasSameContent(a, b);
}

const chunkSize = 1 << 18;

function hasSameContent(a: Located, b: Located): boolean {
  const first = openAt(a.directory, a.name, O.RDONLY | O.NOFOLLOW);
  const second = openAt(b.directory, b.name, O.RDONLY | O.NOFOLLOW);
  try {
    const [left, right] = [Buffer.allocUnsafeSlow(chunkSize), Buffer.allocUnsafeSlow(chunkSize)];
    for (let offset = 0; offset < a.stat.size; offset += chunkSize) {
      const length = readSync(first, left, 0, chunkSize, offset);
      if (readSync(second, right, 0, chunkSize, offset) !== length) {
        return false;
      }
      if (left.compare(right, 0, length, 0, length) !== 0) {
        return false;
      }
    }
    return true;
  } finally {
    closeFd(first);
    closeFd(second);
  }
}
