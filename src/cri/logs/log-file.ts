// A container's log as kubelet reads it: a line each, with its time, its stream, and whether it is a whole line (F) or a part
// of one (P). Source: Kubernetes' "CRI log format"; containerd internal/cri/io/logger.go.
import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { now, toRfc3339 } from "../../core/time.ts";

export type StreamName = "stdout" | "stderr";

const newline = 0x0a;

/** The file that both streams of a container are logged to. */
export class LogFile implements Disposable {
  readonly path: string;
  #fd: number;

  /** Makes the file and its directory where they are missing. */
  constructor(path: string) {
    this.path = path;
    this.#fd = open(path);
  }

  write(bytes: Uint8Array): void {
    let rest = bytes;
    while (rest.length > 0) {
      rest = rest.subarray(writeSync(this.#fd, rest));
    }
  }

  /** Goes on in a new file, after kubelet has moved the old one away. */
  reopen(): void {
    const fresh = open(this.path);
    closeSync(this.#fd);
    this.#fd = fresh;
  }

  [Symbol.dispose](): void {
    closeSync(this.#fd);
  }
}

function open(path: string): number {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  return openSync(path, "a", 0o640);
}

/** Cuts one stream into lines of the log. */
export class LineWriter {
  readonly #file: LogFile;
  readonly #stream: StreamName;
  readonly #maxBytes: number;
  #pending: Uint8Array = new Uint8Array();

  /** Lines longer than `maxBytes` become several entries; 0: never. */
  constructor(file: LogFile, stream: StreamName, maxBytes: number) {
    this.#file = file;
    this.#stream = stream;
    this.#maxBytes = maxBytes === 0 ? Number.POSITIVE_INFINITY : maxBytes;
  }

  write(bytes: Uint8Array): void {
    const entries: Uint8Array[] = [];
    let text = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    for (;;) {
      const end = text.indexOf(newline);
      const length = end < 0 ? text.length : end;
      if (length > this.#maxBytes) {
        entries.push(this.#entry("P", text.subarray(0, this.#maxBytes)));
        text = text.subarray(this.#maxBytes);
      } else if (end >= 0) {
        entries.push(this.#entry("F", text.subarray(0, end)));
        text = text.subarray(end + 1);
      } else {
        break;
      }
    }
    this.#pending = text.slice();
    this.#file.write(Buffer.concat(entries));
  }

  /** What has no newline at the end of the stream is a part of a line that never came. */
  end(): void {
    if (this.#pending.length > 0) {
      this.#file.write(this.#entry("P", this.#pending));
      this.#pending = new Uint8Array();
    }
  }

  #entry(tag: "F" | "P", text: Uint8Array): Uint8Array {
    return Buffer.concat([
      Buffer.from(`${toRfc3339(now())} ${this.#stream} ${tag} `),
      text,
      Buffer.from("\n"),
    ]);
  }
}
