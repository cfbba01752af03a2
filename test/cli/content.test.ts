// Blobs by hand, beside Debian's ctr on the same socket.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { digestOf } from "../../src/oci/digest.ts";
import { succeed } from "../harness/command.ts";
import { Daemon, noCollection } from "../harness/daemon.ts";
import { ctrWords } from "./rig.ts";

let daemon: Daemon;

beforeAll(async () => {
  daemon = await Daemon.start({ config: noCollection });
  // The first collection comes soon after the start, the next one after an hour.
  await collect();
});
afterAll(() => daemon[Symbol.asyncDispose]());

/** Resolves after a collection. */
async function collect(): Promise<void> {
  expect((await daemon.ctr("leases", "create", "--id", "collection")).status).toBe(0);
  expect((await daemon.ctr("leases", "rm", "--sync", "collection")).status).toBe(0);
}

/** Ingests the text with the client that `words` begin, and says what the store then knows of the blob. */
async function ingest(words: string, text: string): Promise<{ digest: string; labels: string }> {
  const file = daemon.directory.join(text);
  writeFileSync(file, text);
  await succeed(["sh", "-c", `${words} content ingest ${text} < ${file}`]);
  const digest = digestOf(Buffer.from(text));
  const listed = await daemon.ctr("content", "ls", "--format", "json", `digest==${digest}`);
  return { digest, labels: JSON.stringify(JSON.parse(listed.stdout)[0].labels) };
}

test("what is ingested is held by nothing, as with containerd's ctr, and goes with the next collection", async () => {
  const ours = await ingest(ctrWords(daemon), "ours");
  const theirs = await ingest(`ctr -a ${daemon.address}`, "theirs");
  expect(ours.labels).toBe("{}");
  expect(theirs.labels).toBe("{}");
  expect((await daemon.ctr("leases", "ls", "-q")).stdout).toBe("");
  expect((await daemon.ctr("content", "active")).stdout.split("\n")).toHaveLength(2);
  const kept = await ingest(ctrWords(daemon), "kept");
  expect((await daemon.ctr("content", "label", kept.digest, "containerd.io/gc.root=by-hand")).status).toBe(0);
  await collect();
  expect((await daemon.ctr("content", "ls", "-q")).stdout).toBe(`${kept.digest}\n`);
}, 60_000);
