// Puts an entry together from its header and what went before it: PAX records, GNU's long names, sparse maps.
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
  private records = new Map<string, ByteString>();
  private sparseList: string[] = [];
  private header: Header | undefined;
  private oldExtents: Extent[] | undefined;
  private oldSize = 0;

  /** Whether something was read that belongs to an entry still to come. */
  get isBegun(): boolean {
    return this.records.size > 0 || this.longName !== undefined || this.longLink !== undefined;
  }

  /** Of the header directly before the entry: another one before that is forgotten. */
  addRecords(records: readonly PaxRecord[]): void {
    this.records = new Map();
    this.sparseList = [];
    for (const [key, value] of records) {
      if (key === "GNU.sparse.offset" || key === "GNU.sparse.numbytes") {
        this.sparseList.push(value);
      } else {
        this.records.set(key, value);
      }
    }
  }

  setHeader(header: Header): void {
    this.header = header;
  }

  beginOldSparse(block: Uint8Array): void {
    this.oldExtents = parseOldSparse(block, 386, 4);
    this.oldSize = parseNumber(block.subarray(483, 495), "size");
  }

  addOldSparse(extents: readonly Extent[]): void {
    this.oldExtents?.push(...extents);
    if ((this.oldExtents?.length ?? 0) > maxExtents) {
      throw invalidArgument("sparse map too long");
    }
  }

  /** GNU's format 1.0 keeps the map before the data. */
  get hasMapInData(): boolean {
    return this.records.get("GNU.sparse.major") === "1" && this.type === "file";
  }

  /** Bytes of data that follow in the archive. */
  get stored(): number {
    const size = this.number("size", this.given.size);
    if (size < 0) {
      throw invalidArgument(`entry ${readable(this.name)}: negative size`);
    }
    return this.type === "file" || this.type === "other" ? size : 0;
  }

  build(mapInData?: readonly Extent[]): TarEntry {
    try {
      return this.assemble(mapInData);
    } catch (error) {
      throw new Error(`entry ${readable(this.name)}`, { cause: error });
    } finally {
      this.forget();
    }
  }

  /** What was read for an entry that does not come, or was built. */
  forget(): void {
    this.records = new Map();
    this.sparseList = [];
    this.oldExtents = undefined;
    this.longName = undefined;
    this.longLink = undefined;
  }

  private assemble(mapInData: readonly Extent[] | undefined): TarEntry {
    const { given, type } = this;
    const sparse = mapInData ?? this.oldExtents ?? this.paxExtents();
    return {
      name: this.name,
      type,
      flag: given.type,
      link: this.record("linkpath") ?? this.longLink ?? given.link,
      mode: given.mode & 0o7777,
      uid: this.id("uid", given.uid),
      gid: this.id("gid", given.gid),
      size: sparse === undefined ? this.stored : this.realSize(),
      modified: this.time("mtime") ?? { seconds: given.modified, nanos: 0 },
      accessed: this.time("atime"),
      major: given.major,
      minor: given.minor,
      xattrs: this.xattrs(),
      sparse: type === "file" ? sparse : undefined,
    };
  }

  private get given(): Header {
    if (this.header === undefined) {
      throw invalidArgument("tar entry without header");
    }
    return this.header;
  }

  private get name(): ByteString {
    return this.record("GNU.sparse.name") ?? this.record("path") ?? this.longName ?? this.given.name;
  }

  private get type(): EntryType {
    const { type: flag } = this.given;
    const type = (Object.hasOwn(types, flag) ? types[flag] : undefined) ?? "other";
    // Before ustar a directory was told by its name.
    return type === "file" && flag !== "S" && this.name.endsWith("/") ? "directory" : type;
  }

  /** An empty value takes the record back. */
  private record(key: string): ByteString | undefined {
    const value = this.records.get(key);
    return value === "" ? undefined : value;
  }

  private number(key: string, fallback: number): number {
    const value = this.record(key);
    return value === undefined ? fallback : parseDecimal(value, key);
  }

  private id(key: "uid" | "gid", fallback: number): number {
    const value = this.number(key, fallback);
    if (value < 0 || value > maxId) {
      throw invalidArgument(`${key} ${value} out of range`);
    }
    return value;
  }

  private time(key: "mtime" | "atime"): Timespec | undefined {
    const value = this.record(key);
    return value === undefined ? undefined : parsePaxTime(value);
  }

  private xattrs(): ReadonlyMap<string, ByteString> {
    const found = new Map<string, ByteString>();
    for (const [key, value] of this.records) {
      if (key.startsWith(xattrPrefix)) {
        found.set(bytesOf(key.slice(xattrPrefix.length)).toString(), value);
      }
    }
    return found;
  }

  private paxExtents(): Extent[] | undefined {
    const list = this.record("GNU.sparse.map");
    if (list !== undefined) {
      return parseSparseList(list.split(","));
    }
    return this.sparseList.length > 0 ? parseSparseList(this.sparseList) : undefined;
  }

  private realSize(): number {
    if (this.oldExtents !== undefined) {
      return this.oldSize;
    }
    return this.number("GNU.sparse.realsize", this.number("GNU.sparse.size", 0));
  }
}
