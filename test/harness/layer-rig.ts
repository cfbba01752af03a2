// Applies crafted archives to directories, for tests. Each archive gets a new directory, beside one that no archive may change.
import { afterAll, beforeEach, expect } from "bun:test";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf } from "../../src/errors/index.ts";
import { apply } from "../../src/layers/apply/apply.ts";
import type { ApplyResult } from "../../src/layers/job.ts";
import { uncompressedLayer } from "../../src/layers/media-type.ts";
import type { MountPoint } from "../../src/linux/mount.ts";
import { describeTree } from "./describe-tree.ts";
import { archive, type CraftedEntry } from "./tar-archive.ts";

export class LayerRig {
  readonly top = fs.mkdtempSync(join(tmpdir(), "apply-"));
  /** The directory that the test applies layers to. */
  root = "";
  /** The directory that no archive may change, and its contents before. */
  outside = "";
  untouched = "";
  #cases = 0;

  constructor() {
    beforeEach(() => this.#begin());
    afterAll(() => fs.rmSync(this.top, { recursive: true }));
  }

  #begin(): void {
    const directory = join(this.top, String(this.#cases++));
    this.root = join(directory, "root");
    this.outside = join(directory, "outside");
    fs.mkdirSync(this.root, { recursive: true });
    fs.mkdirSync(join(this.outside, "dir"), { recursive: true });
    fs.writeFileSync(join(this.outside, "secret"), "secret", { mode: 0o600 });
    fs.writeFileSync(join(this.outside, "dir/inner"), "inner");
    this.untouched = describeTree(this.outside);
  }

  at(path: string): string {
    return join(this.root, path);
  }

  content(path: string): string {
    return fs.readFileSync(this.at(path), "utf8");
  }

  async apply(mounts: MountPoint[], ...entries: (CraftedEntry | Buffer)[]): Promise<ApplyResult> {
    const bytes = archive(...entries);
    const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
    const blob = join(this.top, `blob-${digest.slice(7)}`);
    fs.writeFileSync(blob, bytes);
    const layer = { mediaType: uncompressedLayer, digest, size: bytes.length };
    const { result } = await apply({ command: "apply", blob, layer, mounts, sync: false }, () => {});
    return result;
  }

  async complaint(mounts: MountPoint[], ...entries: (CraftedEntry | Buffer)[]): Promise<string> {
    return await this.apply(mounts, ...entries).then(
      () => expect.unreachable(),
      (error: unknown) => messageOf(error),
    );
  }
}

export const bind = (path: string, access = "rw"): MountPoint[] => [
  { type: "bind", source: path, target: "", options: ["rbind", access] },
];

export const upper = (path: string, ...lowers: string[]): MountPoint[] => [
  {
    type: "overlay",
    source: "overlay",
    target: "",
    options: [`upperdir=${path}`, ...(lowers.length === 0 ? [] : [`lowerdir=${lowers.join(":")}`])],
  },
];
