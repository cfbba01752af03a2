// The percent-encoding by which the header grpc-message carries any text (gRPC over HTTP/2, "Status-Message").

const plain = /^[ -$&-~]*$/;

export function percentEncode(text: string): string {
  if (plain.test(text)) {
    return text;
  }
  let encoded = "";
  for (const byte of Buffer.from(text, "utf8")) {
    const isPlain = byte >= 0x20 && byte <= 0x7e && byte !== 0x25;
    encoded += isPlain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return encoded;
}

/** Sequences that are not properly encoded are left as they are, because an odd error text is better than none. */
export function percentDecode(text: string): string {
  if (!text.includes("%")) {
    return text;
  }
  const source = Buffer.from(text, "utf8");
  const bytes = Buffer.alloc(source.length);
  let length = 0;
  for (let at = 0; at < source.length; at++) {
    const code = source[at] === 0x25 ? source.toString("latin1", at + 1, at + 3) : "";
    if (/^[0-9a-fA-F]{2}$/.test(code)) {
      bytes[length++] = Number.parseInt(code, 16);
      at += 2;
    } else {
      bytes[length++] = source[at] as number;
    }
  }
  return bytes.toString("utf8", 0, length);
}
