// A snapshotter that copies the files of the parent with `cp`. A driver knows snapshots by number only; the daemon keeps their
// names, parents and labels. To use it as the default:
//
//   [plugins."io.containerd.metadata.v1.sqlite"]
//   default_snapshotter = "copy"
import { chmod, mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Mount, plugin, type SnapshotChain, Snapshotter, type Usage } from "tsrt/plugin";

export default plugin(Snapshotter, "copy", {
  async start({ root }) {
    await mkdir(root, { recursive: true, mode: 0o700 });
    return new CopySnapshotter(root);
  },
});

class CopySnapshotter implements Snapshotter {
  /** A snapshot begins as a copy of its parent's files, so it cannot get a parent later. */
  readonly canRebase = false;
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  async prepare({ number, parents }: SnapshotChain): Promise<void> {
    const directory = this.#directory(number);
    const [parent] = parents;
    if (parent === undefined) {
      await mkdir(directory);
      await chmod(directory, 0o755);
    } else {
      await run("cp", "--archive", this.#directory(parent), directory);
    }
  }

  async mounts({ number, kind }: SnapshotChain): Promise<Mount[]> {
    const options = ["rbind", kind === "active" ? "rw" : "ro"];
    return [{ type: "bind", source: this.#directory(number), target: "", options }];
  }

  async commit(chain: SnapshotChain): Promise<Usage> {
    await run("sync", "--file-system", this.#directory(chain.number));
    return await this.usage(chain);
  }

  async usage({ number }: SnapshotChain): Promise<Usage> {
    const path = this.#directory(number);
    const size = Number.parseInt(await run("du", "--summarize", "--block-size=1", path), 10);
    const inodes = Number.parseInt(await run("du", "--summarize", "--inodes", path), 10);
    return { size, inodes };
  }

  async remove(number: number): Promise<void> {
    await rm(this.#directory(number), { recursive: true, force: true });
  }

  async list(): Promise<number[]> {
    return (await readdir(this.#root)).map(Number).filter(Number.isInteger);
  }

  #directory(number: number): string {
    return join(this.#root, String(number));
  }
}

async function run(...words: string[]): Promise<string> {
  const child = Bun.spawn(words, { stdin: "ignore", stderr: "pipe" });
  const [output, complaint, status] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  if (status !== 0) {
    throw new Error(`${words[0]}: ${complaint.trim()}`);
  }
  return output;
}
