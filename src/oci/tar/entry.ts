import type { Timespec } from "../../linux/at.ts";

/** Bytes as a string with one character for each, so that names of any encoding can be compared and used as keys of maps. */
export type ByteString = string;

export const bytesOf = (text: ByteString): Buffer => Buffer.from(text, "latin1");
export const byteString = (bytes: Uint8Array): ByteString =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");

/** A name for an error message. Names may be a megabyte long, so only the beginning is shown. */
export function readable(text: ByteString): string {
  const shown = text.length > maxShown ? text.slice(0, maxShown) : text;
  return JSON.stringify(bytesOf(shown).toString()) + (shown === text ? "" : "…");
}

const maxShown = 255;

/** The types of files that an archive can create in a filesystem. */
export type FileType = "file" | "directory" | "symlink" | "hardlink" | "character" | "block" | "fifo";

/** `other` stands for all types that are not known here. Such an entry has data like a file. */
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
  /** The character in the header that stands for the type. */
  readonly flag: string;
  readonly link: ByteString;
  /** Permissions with setuid, setgid and sticky bits, without the type. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** The size of a file in bytes with its holes, or of the data of an entry of unknown type; 0 for other types. */
  readonly size: number;
  readonly modified: Timespec;
  readonly accessed: Timespec | undefined;
  readonly major: number;
  readonly minor: number;
  readonly xattrs: ReadonlyMap<string, ByteString>;
  readonly sparse: readonly Extent[] | undefined;
}
