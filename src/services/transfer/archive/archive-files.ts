// What an image archive holds by name: blobs that are in the content store by now, and links to them, which docker's
// archives use for layers that several images have. Names are only looked up, so no link leads to a file of this machine.
import { posix } from "node:path";
import type { Digest } from "../../../core/digest.ts";
import { invalidArgument, resourceExhausted } from "../../../errors/index.ts";

/** All names are kept until the end, and whoever makes an archive must not choose how many they are. */
const maxNames = 100_000;

/** As many links as the kernel follows for one path. */
const maxLinks = 40;

export interface ArchivedBlob {
  readonly digest: Digest;
  readonly size: number;
}

export class ArchiveFiles {
  readonly #blobs = new Map<string, ArchivedBlob>();
  /** Where each link leads, from the root of the archive. */
  readonly #links = new Map<string, string>();

  /** Of two entries with the same name the later one counts, as when an archive is extracted. */
  addBlob(name: string, blob: ArchivedBlob): void {
    this.#makeRoom();
    this.#links.delete(name);
    this.#blobs.set(name, blob);
  }

  addSymlink(name: string, target: string): void {
    this.#addLink(name, target.startsWith("/") ? target : posix.join(posix.dirname(name), target));
  }

  /** A hard link is another name for what its target is at this moment: a blob or a symbolic link. */
  addHardLink(name: string, target: string): void {
    const blob = this.#blobs.get(target);
    if (blob !== undefined) {
      this.addBlob(name, blob);
      return;
    }
    this.#addLink(name, this.#links.get(target) ?? target);
  }

  has(name: string): boolean {
    return this.#blobs.has(name) || this.#links.has(name);
  }

  /** The blob that has the name, or that the link of this name leads to. Invalid argument: neither is in the archive. */
  find(name: string, what: string): ArchivedBlob {
    let path = name;
    for (let followed = 0; followed <= maxLinks; followed++) {
      const blob = this.#blobs.get(path);
      if (blob !== undefined) {
        return blob;
      }
      const next = this.#follow(path);
      if (next === undefined) {
        const link = path === name ? "" : ` is a link to ${JSON.stringify(path)}, which`;
        throw invalidArgument(`${what} ${JSON.stringify(name)}${link} is not in the archive`);
      }
      if (next.startsWith("/") || next === ".." || next.startsWith("../")) {
        throw invalidArgument(
          `${what} ${JSON.stringify(name)} is a link to ${JSON.stringify(next)}, which is outside the archive`,
        );
      }
      path = next;
    }
    throw invalidArgument(`${what} ${JSON.stringify(name)} is a link that leads in circles`);
  }

  /** The path after its first link, which may be one of its directories. Undefined when it goes through no link. */
  #follow(path: string): string | undefined {
    for (let end = path.indexOf("/"); ; end = path.indexOf("/", end + 1)) {
      const target = this.#links.get(end < 0 ? path : path.slice(0, end));
      if (target !== undefined) {
        return end < 0 ? target : posix.join(target, path.slice(end));
      }
      if (end < 0) {
        return undefined;
      }
    }
  }

  #addLink(name: string, target: string): void {
    this.#makeRoom();
    this.#blobs.delete(name);
    this.#links.set(name, target);
  }

  #makeRoom(): void {
    if (this.#blobs.size + this.#links.size >= maxNames) {
      throw resourceExhausted(`archive has more than ${maxNames} files`);
    }
  }
}
