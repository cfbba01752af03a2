import { ftruncateSync, writeSync } from "node:fs";
import { closeFd } from "../../linux/fd.ts";
import { O, openAt } from "../../linux/open.ts";
import type { TarEntry } from "../../oci/tar/entry.ts";
import { setOpen } from "./attributes.ts";
import type { Place } from "./tree.ts";

/** A regular file while its data comes in. What the archive skips stays a hole. */
export class FileWriter {
  readonly fd: number;
  private readonly isSparse: boolean;

  private constructor(fd: number, isSparse: boolean) {
    this.fd = fd;
    this.isSparse = isSparse;
  }

  /** Never follows or reuses what is there. */
  static create({ directory, name }: Place, entry: TarEntry): FileWriter {
    const flags = O.WRONLY | O.CREAT | O.EXCL | O.NOFOLLOW;
    return new FileWriter(openAt(directory, name, flags, 0o600), entry.sparse !== undefined);
  }

  write(bytes: Uint8Array, offset: number): void {
    for (let written = 0; written < bytes.length; ) {
      written += writeSync(this.fd, bytes, written, bytes.length - written, offset + written);
    }
  }

  finish(entry: TarEntry): void {
    try {
      if (this.isSparse) {
        ftruncateSync(this.fd, entry.size);
      }
      setOpen(this.fd, entry);
    } finally {
      closeFd(this.fd);
    }
  }

  abandon(): void {
    closeFd(this.fd);
  }
}
