// A tar archive, written entry by entry; without times and owners, so that the same image gives the same bytes.

const blockSize = 512;

export type Write = (bytes: Uint8Array) => Promise<void>;

/** Header of a file or directory. Names and sizes that do not fit go before it, in pax records. */
export function tarHeader(name: string, size: number, mode: number, type: "file" | "directory"): Uint8Array {
  const bytes = Buffer.byteLength(name);
  const records: string[] = [];
  if (bytes > 100) {
    records.push(paxRecord("path", name));
  }
  if (size >= 8 ** 11) {
    records.push(paxRecord("size", String(size)));
  }
  const flag = type === "file" ? "0" : "5";
  const own = header(Buffer.from(name).subarray(0, 100), size < 8 ** 11 ? size : 0, mode, flag);
  if (records.length === 0) {
    return own;
  }
  const pax = Buffer.from(records.join(""));
  return Buffer.concat([
    header(Buffer.from("PaxHeaders/entry"), pax.length, 0o444, "x"),
    pax,
    tarPadding(pax.length),
    own,
  ]);
}

function header(name: Uint8Array, size: number, mode: number, flag: string): Buffer {
  const block = Buffer.alloc(blockSize);
  block.set(name, 0);
  octal(block, mode, 100, 8);
  octal(block, 0, 108, 8);
  octal(block, 0, 116, 8);
  octal(block, size, 124, 12);
  octal(block, 0, 136, 12);
  block.fill(" ", 148, 156);
  block.write(flag, 156);
  block.write("ustar\x0000", 257, "latin1");
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return block;
}

function octal(block: Buffer, value: number, at: number, length: number): void {
  block.write(`${value.toString(8).padStart(length - 1, "0")}\0`, at, "latin1");
}

/** A record's length counts its own digits. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  let length = Buffer.byteLength(rest);
  while (length !== Buffer.byteLength(rest) + String(length).length) {
    length = Buffer.byteLength(rest) + String(length).length;
  }
  return `${length}${rest}`;
}

/** Zeros after an entry's bytes. */
export function tarPadding(size: number): Uint8Array {
  return new Uint8Array((blockSize - (size % blockSize)) % blockSize);
}

/** What ends an archive. */
export const tarEnd = new Uint8Array(2 * blockSize);
