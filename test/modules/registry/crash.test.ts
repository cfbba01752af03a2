// Pulls that are killed with SIGKILL. All stored blobs are complete afterwards, the next pull continues, and nothing is left.
import { expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chainId } from "../../../src/oci/chain-id.ts";
import { startRegistry } from "../../harness/registry.ts";
import { leftovers, registryEnd, startTestDaemon, storeEnd, unpacked } from "./daemon.ts";
import { makeImage, publish } from "./image.ts";

const child = fileURLToPath(new URL("./crash-child.ts", import.meta.url));

async function killedAfter(milliseconds: number, root: string, reference: string): Promise<void> {
  const running = Bun.spawn([process.execPath, child, root, reference], { stdout: "pipe", stderr: "ignore" });
  const reader = running.stdout.getReader();
  await reader.read();
  await Bun.sleep(milliseconds);
  running.kill("SIGKILL");
  await running.exited;
}

test("a daemon that is killed while it pulls leaves only complete blobs, and the next pull succeeds", async () => {
  using image = makeImage({ bulk: 8 << 20 });
  await using server = await startRegistry();
  const reference = `${server.host}/library/busybox:latest`;
  await publish(image, reference);
  const root = mkdtempSync(join(tmpdir(), "crash-"));
  try {
    for (const milliseconds of [5, 20, 40, 60, 80, 110, 140, 180, 230]) {
      await killedAfter(milliseconds, root, reference);
      await using daemon = await startTestDaemon({ root });
      const { metadata, ctx } = daemon;
      // Every blob that exists was verified before it was committed.
      for (const { target } of await metadata.images.list(ctx)) {
        expect((await metadata.content.info(ctx, target.digest)).size).toBe(target.size);
        expect(await metadata.snapshots.of("").stat(ctx, chainId(image.diffIds))).toBeDefined();
      }
    }
    await using daemon = await startTestDaemon({ root });
    await daemon.run(registryEnd(reference), storeEnd(reference, unpacked));
    // The leases of the killed pulls are deleted too, because the last pull took them over.
    const kept = [image.manifest, image.config, ...image.layers].map(({ digest }) => `content ${digest}`);
    const snapshots = [1, 2, 3].map(
      (count) => `committed snapshot ${chainId(image.diffIds.slice(0, count))}`,
    );
    expect((await leftovers(daemon)).sort()).toEqual([...kept, ...snapshots].sort());
    expect(readdirSync(join(root, "overlay", "snapshots"))).toHaveLength(3);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}, 60_000);
