// The directory of an ingest: `ref`, `total`, `startedat`, `updatedat` and the bytes in `data`.
// Source: containerd plugins/content/local/store.go.
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { IngestStatus } from "../../core/content.ts";
import { now, type Timestamp, toRfc3339 } from "../../core/time.ts";
import { errnoOf } from "../../errors/index.ts";
import { fromNanos, later, parseRfc3339 } from "./file-time.ts";

export class Ingest {
  readonly path: string;
  readonly data: string;

  constructor(path: string) {
    this.path = path;
    this.data = join(path, "data");
  }

  /** Starts anew, whatever a broken ingest left in the directory. */
  async create(ref: string, total: number): Promise<IngestStatus> {
    await rm(this.path, { recursive: true, force: true });
    await mkdir(this.path, { recursive: true });
    const startedAt = now();
    await writeFile(join(this.path, "ref"), ref);
    await this.writeTime("startedat", startedAt);
    await this.writeTime("updatedat", startedAt);
    if (total > 0) {
      await writeFile(join(this.path, "total"), String(total));
    }
    await writeFile(this.data, "");
    return { ref, offset: 0, total, expected: "", startedAt, updatedAt: startedAt };
  }

  /** Undefined when there is no ingest, or one that a crash left half made or half removed. */
  async status(): Promise<IngestStatus | undefined> {
    try {
      const data = await stat(this.data, { bigint: true });
      const ref = await readFile(join(this.path, "ref"), "utf8");
      const startedAt = await this.readTime("startedat");
      const updatedAt = await this.readTime("updatedat");
      if (ref === "" || startedAt === undefined) {
        return undefined;
      }
      const written = fromNanos(data.mtimeNs);
      return {
        ref,
        offset: Number(data.size),
        total: await this.total(),
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

  async touch(updatedAt: Timestamp): Promise<void> {
    await this.writeTime("updatedat", updatedAt);
  }

  /** Whether there was anything to remove. */
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

  private async total(): Promise<number> {
    const text = await readFile(join(this.path, "total"), "utf8").catch(() => "0");
    const total = Number(text);
    return Number.isSafeInteger(total) && total > 0 ? total : 0;
  }

  private async readTime(name: string): Promise<Timestamp | undefined> {
    return parseRfc3339(await readFile(join(this.path, name), "utf8"));
  }

  private async writeTime(name: string, time: Timestamp): Promise<void> {
    const path = join(this.path, name);
    await writeFile(`${path}.tmp`, toRfc3339(time));
    await rename(`${path}.tmp`, path);
  }
}
