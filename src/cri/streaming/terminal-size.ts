import { invalidArgument } from "../../errors/index.ts";

export interface TerminalSize {
  readonly width: number;
  readonly height: number;
}

/** JSON of a size is some 30 bytes; what is longer without an end is no size. */
const maxBytes = 1024;

/** Sizes from a stream of JSON objects such as `{"Width":80,"Height":24}`, however the stream is cut into pieces. */
export async function* readSizes(source: AsyncIterable<Uint8Array>): AsyncGenerator<TerminalSize> {
  let text = "";
  for await (const bytes of source) {
    text += Buffer.from(bytes).toString("latin1");
    for (let end = text.indexOf("}"); end >= 0; end = text.indexOf("}")) {
      yield parseSize(text.slice(0, end + 1));
      text = text.slice(end + 1);
    }
    if (text.length > maxBytes) {
      throw invalidArgument("terminal size: not a JSON object");
    }
  }
}

function parseSize(text: string): TerminalSize {
  const { Width, Height } = JSON.parse(text) as { Width?: unknown; Height?: unknown };
  if (!isLength(Width) || !isLength(Height)) {
    throw invalidArgument(`terminal size: ${text} has no width and height between 0 and 65535`);
  }
  return { width: Width, height: Height };
}

function isLength(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 65_535;
}
