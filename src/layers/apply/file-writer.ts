import { ftruncateSync, writeSync } from "node:fs";
import { closeFd } from "../../linux/fd.ts";
import { O, openAt } from "../../linux/open.ts";
import type { TarEntry } from "../../oci/tar/entry.ts";
import { setOpenAttributes } from "./attributes.ts";

/** Writes a regular file as its data comes. Where a sparse archive has no data, the file has a hole. */
export class FileWriter {
  readonly fd: number;
  readonly #entry: TarEntry;

  private constructor(fd: number, entry: TarEntry) {
    this.fd = fd;
    this.#entry = entry;
  }

  /** Makes a new file. It never follows or reuses what is there, and throws EEXIST when the name is taken. */
  static create(directory: number, name: Buffer, entry: TarEntry): FileWriter {
    const flags = O.WRONLY | O.CREAT | O.EXCL | O.NOFOLLOW;
    return new FileWriter(openAt(directory, name, flags, 0o600), entry);
  }

  write(bytes: Uint8Array, offset: number): void {
    for (let written = 0; written < bytes.length; ) {
      written += writeSync(this.fd, bytes, written, bytes.length - written, offset + written);
    }
  }

  finish(): void {
    try {
      if (this.#entry.sparse !== undefined) {
        ftruncateSync(this.fd, this.#entry.size);
      }
      setOpenAttributes(this.fd, this.#entry);
    } finally {
      closeFd(this.fd);
    }
  }

  abandon(): void {
    closeFd(this.fd);
  }
}
