// Quoted text of the filter language: Go's escapes, and `/` and `|` as quotes. Source: containerd pkg/filters/quote.go.

const simple: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};

const escapes =
  /\\(?:(?<octal>[0-7]{3})|x(?<byte>[0-9A-Fa-f]{2})|u(?<short>[0-9A-Fa-f]{4})|U(?<long>[0-9A-Fa-f]{8})|(?<other>.))/gsu;

/** The text that is quoted; undefined where an escape is wrong. `quoted` begins and ends with its quote. */
export function unquote(quoted: string): string | undefined {
  const quote = quoted.charAt(0);
  const inner = quoted.slice(1, -1);
  if (inner.includes("\n")) {
    return undefined;
  }
  let legal = true;
  const text = inner.replace(escapes, (...match) => {
    const plain = plainText(match.at(-1) as Escape, quote);
    legal &&= plain !== undefined;
    return plain ?? "";
  });
  return legal ? text : undefined;
}

interface Escape {
  readonly octal?: string;
  readonly byte?: string;
  readonly short?: string;
  readonly long?: string;
  readonly other?: string;
}

function plainText({ octal, byte, short, long, other }: Escape, quote: string): string | undefined {
  if (other !== undefined) {
    return other === quote ? quote : simple[other];
  }
  const code =
    octal === undefined ? Number.parseInt(byte ?? short ?? long ?? "", 16) : Number.parseInt(octal, 8);
  const limit = octal === undefined ? 0x10ffff : 0xff;
  return code <= limit ? String.fromCodePoint(code) : undefined;
}
