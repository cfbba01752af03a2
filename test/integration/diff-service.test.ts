// Diff.Apply as clients other than ctr call it.
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Client } from "../../src/client/index.ts";
import type { Descriptor } from "../../src/core/descriptor.ts";
import { messageOf } from "../../src/errors/index.ts";
import { type Channel, stub } from "../../src/rpc/channel.ts";
import { DiffService } from "../../src/rpc/gen/diff.ts";
import { grpcChannel } from "../../src/rpc/grpc/client.ts";
import { bunTransport } from "../../src/rpc/transport/bun.ts";
import { connect, image, startDaemon } from "../cli/rig.ts";
import type { Daemon } from "../harness/daemon.ts";

/** What nerdctl sends with every layer, encrypted or not (imgcrypt's WithDecryptedUnpack). */
const decoders = ["io.containerd.ocicrypt.decoder.v1.tar", "io.containerd.ocicrypt.decoder.v1.tar.gzip"];

let daemon: Daemon;
let client: Client;
let channel: Channel;
let layer: Descriptor;

beforeAll(async () => {
  daemon = await startDaemon();
  client = await connect(daemon);
  channel = grpcChannel(await bunTransport.connect({ path: daemon.address }));
  const { layers } = await (await client.image(image)).manifest();
  layer = layers[0] as Descriptor;
});

afterAll(async () => {
  await channel.close();
  await client[Symbol.asyncDispose]();
  await daemon[Symbol.asyncDispose]();
});

async function apply(key: string, mediaType: string): Promise<number> {
  // Nothing else refers to the snapshot: a collection may be due that would take it away while it is filled.
  const labels = { "containerd.io/gc.root": "now" };
  const mounts = await client.snapshots("overlayfs").prepare({ key, parent: "", labels });
  const payload = { typeUrl: "types.containerd.io/imgcrypt/payload", value: new Uint8Array([1]) };
  const { applied } = await stub(channel, DiffService).apply(
    {
      diff: { mediaType, digest: layer.digest, size: layer.size },
      mounts: mounts.map((mount) => ({ ...mount, options: [...(mount.options ?? [])] })),
      payloads: Object.fromEntries(decoders.map((id) => [id, payload])),
    },
    { metadata: { "containerd-namespace": "default" } },
  );
  return applied?.size ?? 0;
}

test("payloads for processors that the layer does not need are no reason to refuse it", async () => {
  expect(await apply("plain", layer.mediaType)).toBeGreaterThan(0);
});

test("an encrypted layer is refused by its media type", async () => {
  const encrypted = `${layer.mediaType}+encrypted`;
  const refusal = await apply("encrypted", encrypted).catch(messageOf);
  expect(refusal).toContain(`layer of media type "${encrypted}"`);
});
