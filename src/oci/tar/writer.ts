// Writes a tar stream with ustar headers, and with PAX records only for values that do not fit into a header. The same entries
// always give the same bytes. Source: POSIX pax, "ustar Interchange Format" and "pax Extended Header".
import { type ByteString, byteString, bytesOf, type FileType } from "./entry.ts";
import { blockSize } from "./header.ts";

export interface WrittenEntry {
  readonly name: ByteString;
  readonly type: FileType;
  readonly link?: ByteString;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** The size in bytes of the data that follows. */
  readonly size: number;
  /** The time of modification in seconds since 1970. */
  readonly modified: number;
  readonly major?: number;
  readonly minor?: number;
  readonly xattrs?: ReadonlyMap<string, ByteString>;
}

const flags: Readonly<Record<FileType, string>> = {
  file: "0",
  hardlink: "1",
  symlink: "2",
  character: "3",
  block: "4",
  directory: "5",
  fifo: "6",
};

const maxId = 0o7777777;
const maxLong = 0o77777777777;

export class TarWriter {
  readonly #output: (bytes: Uint8Array) => void;
  #left = 0;
  #fill = 0;

  constructor(output: (bytes: Uint8Array) => void) {
    this.#output = output;
  }

  begin(entry: WrittenEntry): void {
    this.#checkComplete();
    const records = paxRecords(entry);
    if (records.length > 0) {
      this.#output(header({ ...paxEntry(entry), size: records.length }, "x"));
      this.#output(records);
      this.#output(Buffer.alloc(fillOf(records.length)));
    }
    this.#output(header(entry, flags[entry.type]));
    this.#left = entry.size;
    this.#fill = fillOf(entry.size);
  }

  data(bytes: Uint8Array): void {
    if (bytes.length > this.#left) {
      throw new Error(`${bytes.length - this.#left} bytes more than the entry's header says`);
    }
    this.#left -= bytes.length;
    this.#output(bytes);
    if (this.#left === 0 && this.#fill > 0) {
      this.#output(Buffer.alloc(this.#fill));
    }
  }

  end(): void {
    this.#checkComplete();
    this.#output(Buffer.alloc(2 * blockSize));
  }

  #checkComplete(): void {
    if (this.#left > 0) {
      throw new Error(`${this.#left} bytes less than the entry's header says`);
    }
  }
}

function fillOf(size: number): number {
  return (blockSize - (size % blockSize)) % blockSize;
}

function paxEntry({ name, modified }: WrittenEntry): Omit<WrittenEntry, "size"> {
  const parts = name.split("/").filter((part) => part !== "");
  parts.splice(-1, 0, "PaxHeaders.0");
  const short = parts.join("/").slice(0, 100);
  return { name: short, type: "file", mode: 0o644, uid: 0, gid: 0, modified };
}

const fitsText = (text: ByteString): boolean => text.length <= 100 && /^[ -~]*$/.test(text);

/** The PAX records of an entry, sorted by key, as Go's archive/tar writes them. */
function paxRecords(entry: WrittenEntry): Buffer {
  const records = new Map<string, ByteString>();
  for (const [key, value] of entry.xattrs ?? []) {
    records.set(`SCHILY.xattr.${byteString(Buffer.from(key))}`, value);
  }
  if (!fitsText(entry.name)) {
    records.set("path", entry.name);
  }
  if (entry.link !== undefined && !fitsText(entry.link)) {
    records.set("linkpath", entry.link);
  }
  for (const [key, value, max] of numbers(entry)) {
    if (value < 0 || value > max) {
      records.set(key, String(value));
    }
  }
  const sorted = [...records].sort(([a], [b]) => (a < b ? -1 : 1));
  return bytesOf(sorted.map(([key, value]) => paxRecord(key, value)).join(""));
}

function numbers(entry: WrittenEntry): [key: string, value: number, max: number][] {
  return [
    ["uid", entry.uid, maxId],
    ["gid", entry.gid, maxId],
    ["size", entry.size, maxLong],
    ["mtime", entry.modified, maxLong],
  ];
}

/** A record begins with its length, which includes the digits of the length itself. */
function paxRecord(key: string, value: ByteString): ByteString {
  const rest = ` ${key}=${value}\n`;
  let length = rest.length + String(rest.length).length;
  if (String(length).length !== String(rest.length).length) {
    length = rest.length + String(length).length;
  }
  return `${length}${rest}`;
}

function header(entry: WrittenEntry, flag: string): Buffer {
  const block = Buffer.alloc(blockSize);
  const text = (offset: number, value: ByteString, length: number): void => {
    block.write(value.slice(0, length), offset, "latin1");
  };
  const octal = (offset: number, value: number, length: number, max: number): void => {
    const shown = value < 0 || value > max ? 0 : value;
    block.write(`${shown.toString(8).padStart(length - 1, "0")}\0`, offset, "latin1");
  };
  text(0, entry.name, 100);
  octal(100, entry.mode, 8, maxId);
  octal(108, entry.uid, 8, maxId);
  octal(116, entry.gid, 8, maxId);
  octal(124, entry.size, 12, maxLong);
  octal(136, entry.modified, 12, maxLong);
  text(156, flag, 1);
  text(157, entry.link ?? "", 100);
  text(257, "ustar\x0000", 8);
  octal(329, entry.major ?? 0, 8, maxId);
  octal(337, entry.minor ?? 0, 8, maxId);
  block.write("        ", 148, "latin1");
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return block;
}
