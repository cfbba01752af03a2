// The directory of an ingest, with the files `ref`, `total`, `startedat`, `updatedat`, and `data` for the bytes.
// Source: containerd plugins/content/local/store.go.
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { IngestStatus } from "../../core/content.ts";
import { now, type Timestamp, toRfc3339 } from "../../core/time.ts";
import { errnoOf } from "../../errors/index.ts";
import { fromNanos, later, parseRfc3339 } from "./file-time.ts";

/** An ingest on disk. */
export class Ingest {
  readonly path: string;
  /** Path of the file that holds its bytes. */
  readonly data: string;

  constructor(path: string) {
    this.path = path;
    this.data = join(path, "data");
  }

  /** Begins a new ingest, whatever a broken one left in the directory. */
  async create(ref: string, total: number): Promise<IngestStatus> {
    await rm(this.path, { recursive: true, force: true });
    await mkdir(this.path, { recursive: true });
    const startedAt = now();
    await writeFile(join(this.path, "ref"), ref);
    await this.#writeTime("startedat", startedAt);
    await this.#writeTime("updatedat", startedAt);
    if (total > 0) {
      await writeFile(join(this.path, "total"), String(total));
    }
    await writeFile(this.data, "");
    return { ref, offset: 0, total, expected: "", startedAt, updatedAt: startedAt };
  }

  /** Undefined when there is no ingest, or one that a crash or a damaged disk left without what belongs to it. */
  async status(): Promise<IngestStatus | undefined> {
    try {
      const data = await stat(this.data, { bigint: true });
      const ref = await readFile(join(this.path, "ref"), "utf8");
      const startedAt = await this.#readTime("startedat");
      const updatedAt = await this.#readTime("updatedat");
      const total = await this.#total();
      if (ref === "" || startedAt === undefined || total === undefined) {
        return undefined;
      }
      const written = fromNanos(data.mtimeNs);
      return {
        ref,
        offset: Number(data.size),
        total,
        expected: "",
        startedAt,
        updatedAt: later(written, updatedAt ?? written),
      };
    } catch (error) {
      if (errnoOf(error) === "ENOENT") {
        return undefined;
      }
      throw error;
    }
  }

  /** Notes when it was last written to. */
  async touch(updatedAt: Timestamp): Promise<void> {
    await this.#writeTime("updatedat", updatedAt);
  }

  /** Removes it, and says whether there was anything to remove. */
  async remove(): Promise<boolean> {
    try {
      await rm(this.path, { recursive: true });
      return true;
    } catch (error) {
      if (errnoOf(error) === "ENOENT") {
        return false;
      }
      throw error;
    }
  }

  /** 0 where nobody said how many bytes to expect; undefined where the file is damaged. */
  async #total(): Promise<number | undefined> {
    const total = Number(await readFile(join(this.path, "total"), "utf8").catch(absent));
    return Number.isSafeInteger(total) && total >= 0 ? total : undefined;
  }

  async #readTime(name: string): Promise<Timestamp | undefined> {
    return parseRfc3339(await readFile(join(this.path, name), "utf8"));
  }

  async #writeTime(name: string, time: Timestamp): Promise<void> {
    const path = join(this.path, name);
    await writeFile(`${path}.tmp`, toRfc3339(time));
    await rename(`${path}.tmp`, path);
  }
}

function absent(error: unknown): string {
  if (errnoOf(error) === "ENOENT") {
    return "0";
  }
  throw error;
}
