import type { Timespec } from "../../linux/at.ts";

/** Bytes as a string of one character each, so that names of any encoding can be compared and kept in maps. */
export type ByteString = string;

export const bytesOf = (text: ByteString): Buffer => Buffer.from(text, "latin1");
export const byteString = (bytes: Uint8Array): ByteString =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");

/** A name as an error shows it. Names may have a megabyte, so that only the beginning is shown. */
export function readable(text: ByteString): string {
  const shown = text.length > maxShown ? text.slice(0, maxShown) : text;
  return JSON.stringify(bytesOf(shown).toString()) + (shown === text ? "" : "…");
}

const maxShown = 255;

/** Kinds of files that an archive brings to a filesystem. */
export type FileType = "file" | "directory" | "symlink" | "hardlink" | "character" | "block" | "fifo";

/** `other` is an extension that means nothing to whoever does not know it. Its data follows as a file's does. */
export type EntryType = FileType | "other";

/** A run of data in a sparse file, in bytes. What is between two runs is a hole. */
export interface Extent {
  readonly offset: number;
  readonly length: number;
}

export interface TarEntry {
  /** The name as the archive has it. It may be absolute or contain `..`, and must not be trusted. */
  readonly name: ByteString;
  readonly type: EntryType;
  /** The character by which the header says its type. */
  readonly flag: string;
  readonly link: ByteString;
  /** Permissions with setuid, setgid and sticky bits, without the type. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** The size of the file in bytes with its holes, or of the data of an unknown type; 0 for everything else. */
  readonly size: number;
  readonly modified: Timespec;
  readonly accessed: Timespec | undefined;
  readonly major: number;
  readonly minor: number;
  readonly xattrs: ReadonlyMap<string, ByteString>;
  readonly sparse: readonly Extent[] | undefined;
}
