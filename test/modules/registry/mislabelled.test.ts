// Compression is detected from the bytes: layers of every media type in every compression are pulled, imported and unpacked.
import { expect, test } from "bun:test";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { messageOf } from "../../../src/errors/index.ts";
import {
  distributableTypes,
  mislabelledDockerArchive,
  mislabelledLayout,
} from "../../harness/mislabelled-image.ts";
import { startRegistry } from "../../harness/registry.ts";
import { importEnd, prefix } from "./archives.ts";
import { registryEnd, startTestDaemon, storeEnd, type TestDaemon, unpacked } from "./daemon.ts";

const name = "example.com/mislabelled:1";

async function importInto(daemon: TestDaemon, archive: Uint8Array): Promise<number> {
  const extraReferences = [prefix("example.com/", { allowOverwrite: true })];
  const events = await daemon.run(importEnd(archive), storeEnd("", { ...unpacked, extraReferences }));
  return events.filter(({ event }) => event === "extracted").length;
}

test.each([true, false])("imported from an OCI archive (side by side: %p)", async (parallel) => {
  await using daemon = await startTestDaemon({ parallel });
  const { tar, layers } = mislabelledLayout(name);
  expect(layers).toBe(36);
  expect(await importInto(daemon, tar)).toBe(layers);
});

test("imported from an archive in docker's format, itself compressed or not", async () => {
  const { tar, layers } = mislabelledDockerArchive(name);
  for (const bytes of [tar, gzipSync(tar), zstdCompressSync(tar)]) {
    await using daemon = await startTestDaemon();
    expect(await importInto(daemon, bytes)).toBe(layers);
  }
});

test("pulled from a registry", async () => {
  await using server = await startRegistry();
  const reference = `${server.host}/mislabelled:1`;
  await using publisher = await startTestDaemon();
  const { tar, layers } = mislabelledLayout(name, distributableTypes);
  expect(layers).toBe(18);
  await importInto(publisher, tar);
  await publisher.run(storeEnd(name), registryEnd(reference));
  await using daemon = await startTestDaemon();
  const events = await daemon.run(registryEnd(reference), storeEnd(name, unpacked));
  expect(events.filter(({ event }) => event === "extracted").length).toBe(layers);
});

test("an archive that is cut inside its compression is no archive", async () => {
  await using daemon = await startTestDaemon();
  const { tar } = mislabelledDockerArchive(name);
  for (const [kind, bytes] of [
    ["gzip", gzipSync(tar)],
    ["zstd", zstdCompressSync(tar)],
  ] as const) {
    const message = await importInto(daemon, bytes.subarray(0, -10)).catch(messageOf);
    expect(message).toContain(`archive is no valid ${kind}`);
  }
  const xz = Buffer.from("\xfd7zXZ\0 and so on", "latin1");
  expect(await importInto(daemon, xz).catch(messageOf)).toContain("compression xz: only gzip, zstd and none");
});
