// The store's process is killed at any instant: what is there afterwards is whole, and what was not finished goes on.
import { afterAll, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DiskBlobs } from "./blobs.ts";

const root = fs.mkdtempSync(join(tmpdir(), "crash-"));
afterAll(() => fs.rmSync(root, { recursive: true }));

/** Commits blobs as fast as it can and says the digest of each one that is done. */
const program = `
  const { DiskBlobs } = await import(${JSON.stringify(join(import.meta.dir, "blobs.ts"))});
  const store = await DiskBlobs.open(${JSON.stringify(root)});
  for (let index = 0; ; index++) {
    const writer = await store.writer({ ref: "ref" + (index % 3) });
    await writer.truncate();
    await writer.write(Buffer.from("x".repeat(index * 1000) + process.pid));
    const { digest } = await writer.commit(0, "");
    require("node:fs").writeSync(1, digest + "\\n");
  }`;

test("killed ten times", async () => {
  const acknowledged = new Set<string>();
  for (let round = 0; round < 10; round++) {
    const child = Bun.spawn([process.execPath, "-e", program], { stdout: "pipe" });
    const [first, second] = child.stdout.tee();
    const output = new Response(first).text();
    if (round % 2 === 0) {
      await second.getReader().read();
    }
    await Bun.sleep(120 + round * 17);
    child.kill("SIGKILL");
    for (const digest of (await output).split("\n").filter((line) => line.length === 71)) {
      acknowledged.add(digest);
    }
    await child.exited;
    await checkStore();
  }
  const store = await DiskBlobs.open(root);
  const listed = new Set((await Array.fromAsync(store.list())).map(({ digest }) => digest));
  expect(acknowledged.size).toBeGreaterThan(0);
  expect([...acknowledged].filter((digest) => !listed.has(digest))).toEqual([]);
}, 30_000);

async function checkStore(): Promise<void> {
  const store = await DiskBlobs.open(root);
  for await (const { digest, size } of store.list()) {
    const bytes = fs.readFileSync(store.path(digest));
    expect(bytes.length).toBe(size);
    expect(`sha256:${createHash("sha256").update(bytes).digest("hex")}`).toBe(digest);
  }
  for (const { ref, offset } of await store.statuses()) {
    await using writer = await store.writer({ ref });
    expect(writer.status.offset).toBe(offset);
  }
  expect(fs.readdirSync(join(root, "ingest")).length).toBe((await store.statuses()).length);
}
