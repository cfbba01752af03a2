import { expect, test } from "bun:test";
import { join } from "node:path";
import { ctx, digestOf, openRig, type Rig } from "./rig.ts";

const rounds = 8;

/** Runs the writer for a while and kills it; returns the changes that were acknowledged to it. */
async function runAndKill(root: string, round: number): Promise<string[]> {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "crash-writer.ts"), root, String(round)], {
    stdout: "pipe",
    stderr: "inherit",
  });
  const reader = child.stdout.getReader();
  const first = await reader.read();
  await Bun.sleep(20 + Math.random() * 200);
  child.kill("SIGKILL");
  const chunks = [first.value ?? new Uint8Array()];
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    chunks.push(next.value);
  }
  await child.exited;
  const lines = Buffer.concat(chunks).toString().split("\n");
  return lines.slice(0, -1);
}

async function check({ metadata }: Rig, acknowledged: readonly string[]): Promise<void> {
  const native = metadata.snapshots.of("native");
  for (const line of acknowledged) {
    const [kind, ...rest] = line.split(" ");
    const name = rest.join(" ");
    if (kind === "container") {
      expect((await metadata.containers.get(ctx, name)).id).toBe(name);
    } else if (kind === "content") {
      await using reader = await metadata.content.reader(ctx, digestOf(name));
      expect(Buffer.from(await reader.read(0, 100)).toString()).toBe(name);
    } else {
      expect((await native.stat(ctx, name)).kind).toBe("committed");
    }
  }
}

/** Checks that every file has its record, and every record its file. */
async function checkFiles({ metadata, blobs, native }: Rig): Promise<void> {
  const snapshots = await Array.fromAsync(metadata.snapshots.of("native").list(ctx));
  expect((await native.list()).length).toBe(snapshots.length);
  const digests = await Array.fromAsync(metadata.content.list(ctx), ({ digest }) => digest);
  expect((await Array.fromAsync(blobs.list(), ({ digest }) => digest)).sort()).toEqual(digests);
}

test("kill -9 of a busy writer, again and again: nothing acknowledged is lost, nothing is left over", async () => {
  await using rig = await openRig();
  const acknowledged: string[] = [];
  for (let round = 0; round < rounds; round++) {
    await rig.close();
    acknowledged.push(...(await runAndKill(rig.root, round)));
    await rig.open();
    await check(rig, acknowledged);
    await rig.metadata.collectable.collect();
    await check(rig, acknowledged);
    await checkFiles(rig);
  }
  expect(acknowledged.length).toBeGreaterThanOrEqual(rounds);
}, 60_000);
