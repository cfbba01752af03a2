// Reads a log as CRI has it: `TIME STREAM TAGS TEXT`, where the first tag is F for a whole line and P for a part of one.
// Source: Kubernetes' "CRI log format", kubelet pkg/kubelet/kuberuntime/logs.

/** A piece of a container's output. */
export interface LogEntry {
  readonly stream: "stdout" | "stderr";
  /** With the newline that ends a whole line. */
  readonly text: Uint8Array;
}

const newline = 0x0a;
const space = 0x20;

/** Cuts a log into its entries, as its bytes come. */
export class CriLogReader {
  /** The beginning of an entry whose end has not come yet. */
  #rest: Uint8Array = new Uint8Array();

  /** The entries that end in `bytes`. A line that is none, such as one that was cut off by a crash, is left out. */
  read(bytes: Uint8Array): LogEntry[] {
    let text = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const entries: LogEntry[] = [];
    for (let end = text.indexOf(newline); end >= 0; end = text.indexOf(newline)) {
      const entry = entryOf(text.subarray(0, end + 1));
      if (entry !== undefined) {
        entries.push(entry);
      }
      text = text.subarray(end + 1);
    }
    this.#rest = new Uint8Array(text);
    return entries;
  }
}

/** The entry of a line, whose newline belongs to it. */
function entryOf(line: Uint8Array): LogEntry | undefined {
  const first = line.indexOf(space);
  const second = line.indexOf(space, first + 1);
  const third = line.indexOf(space, second + 1);
  if (first < 0 || second < 0 || third < 0) {
    return undefined;
  }
  const stream = Buffer.from(line.subarray(first + 1, second)).toString();
  const [tag] = Buffer.from(line.subarray(second + 1, third))
    .toString()
    .split(":");
  if ((stream !== "stdout" && stream !== "stderr") || (tag !== "F" && tag !== "P")) {
    return undefined;
  }
  return { stream, text: new Uint8Array(line.subarray(third + 1, tag === "P" ? -1 : undefined)) };
}
