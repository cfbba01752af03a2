// Entries of an image archive as they come. Only what image archives hold: files, links and long names.
// Source: POSIX pax; GNU tar's long names.
import { invalidArgument } from "../../../errors/index.ts";
import type { ByteSource } from "./byte-source.ts";

const blockSize = 512;

/** Long names and pax records are read into memory: whoever makes an archive must not choose how much. */
const maxMetadata = 1 << 20;

export interface TarEntry {
  readonly name: string;
  readonly type: "file" | "symlink" | "other";
  /** Bytes. */
  readonly size: number;
  readonly link: string;
  /** What it holds. What is not read is skipped. */
  body(): AsyncGenerator<Uint8Array>;
}

interface Overrides {
  name?: string | undefined;
  link?: string | undefined;
  size?: number | undefined;
}

export async function* tarEntries(source: ByteSource): AsyncGenerator<TarEntry> {
  let overrides: Overrides = {};
  for (let header = await nextHeader(source); header !== undefined; header = await nextHeader(source)) {
    const flag = String.fromCharCode(header[156] ?? 0);
    if ("xgLK".includes(flag)) {
      overrides = { ...overrides, ...(await readMetadata(source, header, flag)) };
      continue;
    }
    // Links, devices and directories have no bytes, whatever they say; all other types are read as files are.
    const size = "123456".includes(flag) ? 0 : (overrides.size ?? sizeOf(header));
    let left = size;
    const body = async function* (): AsyncGenerator<Uint8Array> {
      for await (const piece of source.stream(left)) {
        left -= piece.length;
        yield piece;
      }
    };
    yield {
      name: overrides.name ?? nameOf(header),
      type: typeOf(flag),
      size,
      link: overrides.link ?? text(header, 157, 100),
      body,
    };
    await skip(source, left + padding(size));
    overrides = {};
  }
  // Whoever sends it wants it read to its end, and only then is a compressed one known to be whole.
  for await (const _piece of source.all()) {
    // Only passed over.
  }
}

function typeOf(flag: string): TarEntry["type"] {
  if ("0\x007".includes(flag)) {
    return "file";
  }
  return flag === "2" ? "symlink" : "other";
}

/** Undefined at the archive's end: its two empty blocks, or none. */
async function nextHeader(source: ByteSource): Promise<Uint8Array | undefined> {
  const header = await source.take(blockSize);
  if (header === undefined || header.every((byte) => byte === 0)) {
    return undefined;
  }
  const stored = octal(header, 148, 8);
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0);
  if (stored !== sum) {
    throw invalidArgument("archive is no tar: checksum of a header is wrong");
  }
  return header;
}

async function readMetadata(source: ByteSource, header: Uint8Array, flag: string): Promise<Overrides> {
  const size = sizeOf(header);
  if (size > maxMetadata) {
    throw invalidArgument(`archive has ${size} bytes of metadata for one entry`);
  }
  const bytes = (await source.take(size)) ?? new Uint8Array();
  await skip(source, padding(size));
  switch (flag) {
    case "x":
      return paxRecords(bytes);
    case "L":
      return { name: text(bytes, 0, size) };
    case "K":
      return { link: text(bytes, 0, size) };
    default:
      return {};
  }
}

/** `LENGTH KEY=VALUE\n`, again and again. */
function paxRecords(bytes: Uint8Array): Overrides {
  const overrides: Overrides = {};
  const all = Buffer.from(bytes);
  for (let at = 0; at < all.length; ) {
    const space = all.indexOf(0x20, at);
    const length = Number(all.toString("latin1", at, space));
    if (space < 0 || !Number.isInteger(length) || length < 5 || at + length > all.length) {
      throw invalidArgument("archive has a broken pax record");
    }
    const record = all.toString("utf8", space + 1, at + length - 1);
    const equals = record.indexOf("=");
    setOverride(overrides, record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return overrides;
}

function setOverride(overrides: Overrides, key: string, value: string): void {
  switch (key) {
    case "path":
      overrides.name = value;
      break;
    case "linkpath":
      overrides.link = value;
      break;
    case "size":
      overrides.size = checkedSize(/^[0-9]+$/.test(value) ? Number(value) : Number.NaN);
      break;
  }
}

function nameOf(header: Uint8Array): string {
  const prefix = text(header, 257, 5) === "ustar" ? text(header, 345, 155) : "";
  const name = text(header, 0, 100);
  return prefix === "" ? name : `${prefix}/${name}`;
}

/** Octal digits, or with the first bit set a number of 11 bytes. */
function sizeOf(header: Uint8Array): number {
  if (((header[124] ?? 0) & 0x80) === 0) {
    return checkedSize(octal(header, 124, 12));
  }
  const hex = Buffer.from(header.subarray(125, 136)).toString("hex");
  const isNegative = ((header[124] ?? 0) & 0x40) !== 0;
  return checkedSize(isNegative ? -1 : Number.parseInt(hex, 16));
}

function checkedSize(size: number): number {
  if (!Number.isSafeInteger(size) || size < 0) {
    throw invalidArgument(`archive has an entry of invalid size ${size}`);
  }
  return size;
}

function octal(bytes: Uint8Array, start: number, length: number): number {
  const digits = text(bytes, start, length).trim();
  return digits === "" ? 0 : /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
}

function text(bytes: Uint8Array, start: number, length: number): string {
  const field = Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.min(length, bytes.length - start));
  const end = field.indexOf(0);
  return field.toString("utf8", 0, end < 0 ? field.length : end);
}

function padding(size: number): number {
  return (blockSize - (size % blockSize)) % blockSize;
}

async function skip(source: ByteSource, size: number): Promise<void> {
  for await (const _piece of source.stream(size)) {
    // Only passed over.
  }
}
