// Header blocks of SPDY/3.1: names and values, compressed by one zlib stream a direction. Source: the SPDY Protocol,
// Draft 3.1, section 2.6.10. What a peer sends is bounded in every respect (CVE-2026-35469).
import { createInflate, type Inflate } from "node:zlib";
import { invalidArgument, resourceExhausted } from "../../../errors/index.ts";
import { adler32, dictionary } from "./dictionary.ts";

/** Names are in lower case. */
export type Headers = ReadonlyMap<string, string>;

/** Bytes of a header block when it is inflated. Clients send four short headers. */
const maxBlockBytes = 64 << 10;
const maxHeaders = 100;

/** Reads the header blocks of one connection, in the order in which they came. */
export class HeaderReader implements Disposable {
  #inflate: Inflate | undefined;
  #chunks: Buffer[] = [];
  #size = 0;
  #fail: (error: Error) => void = () => {};

  /**
   * The headers of a block. Must not be called again before it has settled. Resource exhausted: it inflates to more than
   * 64 KiB or holds more than 100 headers. Invalid argument: it is no header block.
   */
  async read(block: Uint8Array): Promise<Headers> {
    return parseHeaders(await this.#inflated(block));
  }

  [Symbol.dispose](): void {
    this.#inflate?.destroy();
  }

  #inflated(block: Uint8Array): Promise<Buffer> {
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    this.#chunks = [];
    this.#size = 0;
    this.#fail = reject;
    this.#inflate ??= this.#open();
    this.#inflate.write(block, () => resolve(Buffer.concat(this.#chunks)));
    return promise;
  }

  #open(): Inflate {
    const inflate = createInflate({ dictionary });
    inflate.on("data", (chunk: Buffer) => {
      this.#size += chunk.length;
      this.#chunks.push(chunk);
      if (this.#size > maxBlockBytes) {
        inflate.destroy();
        this.#fail(resourceExhausted(`spdy: headers are longer than ${maxBlockBytes} bytes`));
      }
    });
    inflate.on("error", (cause) =>
      this.#fail(invalidArgument("spdy: headers cannot be inflated", { cause })),
    );
    return inflate;
  }
}

/** Reads an inflated header block: a count, then names and values, each behind its length. */
export function parseHeaders(block: Buffer): Headers {
  const reader = new CountedReader(block);
  const count = reader.number();
  if (count > maxHeaders) {
    throw resourceExhausted(`spdy: ${count} headers are more than ${maxHeaders}`);
  }
  const headers = new Map<string, string>();
  for (let index = 0; index < count; index++) {
    const name = reader.text().toLowerCase();
    headers.set(name, reader.text());
  }
  return headers;
}

class CountedReader {
  readonly #block: Buffer;
  #offset = 0;

  constructor(block: Buffer) {
    this.#block = block;
  }

  number(): number {
    this.#require(4);
    const value = this.#block.readUInt32BE(this.#offset);
    this.#offset += 4;
    return value;
  }

  text(): string {
    const length = this.number();
    this.#require(length);
    const text = this.#block.toString("utf8", this.#offset, this.#offset + length);
    this.#offset += length;
    return text;
  }

  #require(bytes: number): void {
    if (this.#offset + bytes > this.#block.length) {
      throw invalidArgument("spdy: a header block ends in the middle of a header");
    }
  }
}

/** An empty stored block. Go's inflater looks for more input after a block that is not empty, and fails for good at its end. */
const syncFlush = Buffer.from([0, 0, 0, 0xff, 0xff]);

/** Writes header blocks of one connection without compressing them: replies have no headers worth that. */
export class HeaderWriter {
  #isFirst = true;

  write(headers: Headers): Uint8Array {
    const block = formatHeaders(headers);
    const stored = Buffer.alloc(5);
    // A stored block of deflate: type 0, its length, and the complement of that. RFC 1951, section 3.2.4.
    stored.writeUInt16LE(block.length, 1);
    stored.writeUInt16LE(block.length ^ 0xffff, 3);
    const head = this.#isFirst ? zlibHeader() : Buffer.alloc(0);
    this.#isFirst = false;
    return Buffer.concat([head, stored, block, syncFlush]);
  }
}

/** Deflate with a window of 32 KiB and a preset dictionary. RFC 1950, section 2.2. */
function zlibHeader(): Buffer {
  const header = Buffer.from([0x78, 0xbb, 0, 0, 0, 0]);
  header.writeUInt32BE(adler32, 2);
  return header;
}

/** An inflated header block. */
export function formatHeaders(headers: Headers): Buffer {
  const counted = (text: string): Buffer[] => [uint32(Buffer.byteLength(text)), Buffer.from(text)];
  const pairs = [...headers].flatMap(([name, value]) => [...counted(name.toLowerCase()), ...counted(value)]);
  return Buffer.concat([uint32(headers.size), ...pairs]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
