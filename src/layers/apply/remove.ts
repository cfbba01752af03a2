// Removes files from the tree that a layer is applied to.
import { rmdirAt, unlinkAt } from "../../linux/at.ts";
import { type Name, O, openAt, withFd } from "../../linux/open.ts";
import { entries, findAt, isDirectory } from "../../linux/stat.ts";

/** Removes whatever has the name, a directory with all that is in it. It is no error when there is nothing. */
export function removeAll(directory: number, name: Name): void {
  const stat = findAt(directory, name);
  if (stat === undefined) {
    return;
  }
  if (!isDirectory(stat)) {
    unlinkAt(directory, name);
    return;
  }
  withFd(openAt(directory, name, O.RDONLY | O.DIRECTORY | O.NOFOLLOW), (fd) => {
    for (const entry of namesIn(fd)) {
      removeAll(fd, entry);
    }
  });
  rmdirAt(directory, name);
}

/** Reads all names at once, because a directory that is changed while it is read may show some of them twice or never. */
export function namesIn(directory: number): Uint8Array[] {
  return withFd(openAt(directory, ".", O.RDONLY | O.DIRECTORY), (fd) =>
    Array.from(entries(fd), ({ name }) => name),
  );
}
