// Builds an entry from its header and from what comes before it in the archive: PAX records, GNU's long names and sparse maps.
import { invalidArgument } from "../../errors/index.ts";
import type { Timespec } from "../../linux/at.ts";
import { type ByteString, bytesOf, type EntryType, type Extent, readable, type TarEntry } from "./entry.ts";
import type { Header } from "./header.ts";
import { parseDecimal, parseNumber } from "./number.ts";
import { type PaxRecord, parsePaxTime } from "./pax.ts";
import { parseOldSparse, parseSparseList } from "./sparse.ts";

const types: Readonly<Record<string, EntryType>> = {
  "\0": "file",
  "0": "file",
  "7": "file",
  S: "file",
  "1": "hardlink",
  "2": "symlink",
  "3": "character",
  "4": "block",
  "5": "directory",
  "6": "fifo",
};

const xattrPrefix = "SCHILY.xattr.";
const maxId = 0xffff_fffe;
const maxExtents = 1 << 16;

export class EntryBuilder {
  longName: ByteString | undefined;
  longLink: ByteString | undefined;
  #records = new Map<string, ByteString>();
  #sparseList: string[] = [];
  #header: Header | undefined;
  #oldExtents: Extent[] | undefined;
  #oldSize = 0;

  /** Whether something was read that belongs to an entry whose header has not been read yet. */
  get isBegun(): boolean {
    return this.#records.size > 0 || this.longName !== undefined || this.longLink !== undefined;
  }

  /** Adds the PAX records before an entry. Where there are two sets of them, only the second counts. */
  addRecords(records: readonly PaxRecord[]): void {
    this.#records = new Map();
    this.#sparseList = [];
    for (const [key, value] of records) {
      if (key === "GNU.sparse.offset" || key === "GNU.sparse.numbytes") {
        this.#sparseList.push(value);
      } else {
        this.#records.set(key, value);
      }
    }
  }

  setHeader(header: Header): void {
    this.#header = header;
  }

  beginOldSparse(block: Uint8Array): void {
    this.#oldExtents = parseOldSparse(block, 386, 4);
    this.#oldSize = parseNumber(block, 483, 12, "size");
  }

  addOldSparse(extents: readonly Extent[]): void {
    this.#oldExtents?.push(...extents);
    if ((this.#oldExtents?.length ?? 0) > maxExtents) {
      throw invalidArgument("sparse map too long");
    }
  }

  /** Whether the sparse map is the beginning of the data, as in GNU's format 1.0. */
  get hasMapInData(): boolean {
    return this.#records.get("GNU.sparse.major") === "1" && this.#type === "file";
  }

  /** The number of bytes of data that follow the header in the archive. */
  get stored(): number {
    const size = this.#number("size", this.#given.size);
    if (size < 0) {
      throw invalidArgument(`entry ${readable(this.#name)}: negative size`);
    }
    return this.#type === "file" || this.#type === "other" ? size : 0;
  }

  build(mapInData?: readonly Extent[]): TarEntry {
    try {
      return this.#assemble(mapInData);
    } catch (error) {
      throw new Error(`entry ${readable(this.#name)}`, { cause: error });
    } finally {
      this.reset();
    }
  }

  /** Drops what was read for an entry that was built, or that will not follow. */
  reset(): void {
    this.#records = new Map();
    this.#sparseList = [];
    this.#oldExtents = undefined;
    this.longName = undefined;
    this.longLink = undefined;
  }

  #assemble(mapInData: readonly Extent[] | undefined): TarEntry {
    const given = this.#given;
    const type = this.#type;
    const sparse = mapInData ?? this.#oldExtents ?? this.#paxExtents();
    return {
      name: this.#name,
      type,
      flag: given.type,
      link: this.#record("linkpath") ?? this.longLink ?? given.link,
      mode: given.mode & 0o7777,
      uid: this.#id("uid", given.uid),
      gid: this.#id("gid", given.gid),
      size: sparse === undefined ? this.stored : this.#realSize(),
      modified: this.#time("mtime") ?? { seconds: given.modified, nanos: 0 },
      accessed: this.#time("atime"),
      major: given.major,
      minor: given.minor,
      xattrs: this.#xattrs(),
      sparse: type === "file" ? sparse : undefined,
    };
  }

  get #given(): Header {
    if (this.#header === undefined) {
      throw invalidArgument("tar entry without header");
    }
    return this.#header;
  }

  get #name(): ByteString {
    return this.#record("GNU.sparse.name") ?? this.#record("path") ?? this.longName ?? this.#given.name;
  }

  get #type(): EntryType {
    const { type: flag } = this.#given;
    const type = (Object.hasOwn(types, flag) ? types[flag] : undefined) ?? "other";
    // Writers older than ustar say that an entry is a directory by a slash at the end of its name.
    return type === "file" && flag !== "S" && this.#name.endsWith("/") ? "directory" : type;
  }

  /** The value of a PAX record. A record with an empty value counts as absent. */
  #record(key: string): ByteString | undefined {
    const value = this.#records.get(key);
    return value === "" ? undefined : value;
  }

  #number(key: string, fallback: number): number {
    const value = this.#record(key);
    return value === undefined ? fallback : parseDecimal(value, key);
  }

  #id(key: "uid" | "gid", fallback: number): number {
    const value = this.#number(key, fallback);
    if (value < 0 || value > maxId) {
      throw invalidArgument(`${key} ${value} out of range`);
    }
    return value;
  }

  #time(key: "mtime" | "atime"): Timespec | undefined {
    const value = this.#record(key);
    return value === undefined ? undefined : parsePaxTime(value);
  }

  #xattrs(): ReadonlyMap<string, ByteString> {
    const found = new Map<string, ByteString>();
    for (const [key, value] of this.#records) {
      if (key.startsWith(xattrPrefix)) {
        found.set(bytesOf(key.slice(xattrPrefix.length)).toString(), value);
      }
    }
    return found;
  }

  #paxExtents(): Extent[] | undefined {
    const list = this.#record("GNU.sparse.map");
    if (list !== undefined) {
      return parseSparseList(list.split(","));
    }
    return this.#sparseList.length > 0 ? parseSparseList(this.#sparseList) : undefined;
  }

  #realSize(): number {
    if (this.#oldExtents !== undefined) {
      return this.#oldSize;
    }
    return this.#number("GNU.sparse.realsize", this.#number("GNU.sparse.size", 0));
  }
}
