// Makes archives for tests header by header, including those that no honest writer makes.

export interface CraftedEntry {
  readonly name?: string;
  readonly type?: string;
  readonly data?: Uint8Array | string;
  readonly link?: string;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly mtime?: number;
  /** The size in the header. Default: the length of the data. */
  readonly size?: number;
  readonly major?: number;
  readonly minor?: number;
  /** Records of a PAX header before the entry. */
  readonly pax?: readonly (readonly [string, string])[];
  /** Bytes that are written into the header, by offset, before its checksum is computed. */
  readonly raw?: Readonly<Record<number, Uint8Array | string>>;
  readonly magic?: string;
}

const block = 512;

function pad(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((block - (bytes.length % block)) % block)]);
}

export function paxRecord(key: string, value: string): string {
  const body = ` ${key}=${value}\n`;
  let length = body.length;
  while (String(length).length + body.length !== length) {
    length = String(length).length + body.length;
  }
  return `${length}${body}`;
}

/** The blocks of one entry. Texts are latin1, so that a character is a byte. */
export function entry(crafted: CraftedEntry): Buffer {
  const { name = "file", type = "0", link = "", magic = "ustar\x0000" } = crafted;
  const data =
    typeof crafted.data === "string" ? Buffer.from(crafted.data, "latin1") : Buffer.from(crafted.data ?? []);
  const header = Buffer.alloc(block);
  const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, "0")}\0`;
  header.write(name, 0, 100, "latin1");
  header.write(octal(crafted.mode ?? 0o644, 8), 100, "latin1");
  header.write(octal(crafted.uid ?? 0, 8), 108, "latin1");
  header.write(octal(crafted.gid ?? 0, 8), 116, "latin1");
  header.write(octal(crafted.size ?? data.length, 12), 124, "latin1");
  header.write(octal(crafted.mtime ?? 0, 12), 136, "latin1");
  header.write(type, 156, "latin1");
  header.write(link, 157, 100, "latin1");
  header.write(magic, 257, "latin1");
  header.write(octal(crafted.major ?? 0, 8), 329, "latin1");
  header.write(octal(crafted.minor ?? 0, 8), 337, "latin1");
  for (const [offset, bytes] of Object.entries(crafted.raw ?? {})) {
    header.set(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes, Number(offset));
  }
  header.write("        ", 148, "latin1");
  header.write(
    octal(
      header.reduce((sum, byte) => sum + byte, 0),
      7,
    ),
    148,
    "latin1",
  );
  const before = crafted.pax === undefined ? Buffer.alloc(0) : pax(crafted.pax);
  return Buffer.concat([before, header, pad(data)]);
}

export function pax(records: readonly (readonly [string, string])[], type = "x"): Buffer {
  const data = records.map(([key, value]) => paxRecord(key, value)).join("");
  return entry({ name: "PaxHeaders/x", type, data });
}

export function archive(...entries: readonly (CraftedEntry | Buffer)[]): Buffer {
  const blocks = entries.map((each) => (Buffer.isBuffer(each) ? each : entry(each as CraftedEntry)));
  return Buffer.concat([...blocks, Buffer.alloc(2 * block)]);
}
