// Creating containers over the API, as the client library does.

import { Client } from "../../../src/client/index.ts";
import { remoteStores } from "../../../src/client/remote-stores.ts";
import { background } from "../../../src/context/index.ts";
import { containerCreationSuite } from "../../contracts/container-creation-suite.ts";
import { Daemon, noCollection } from "../../harness/daemon.ts";

const labels = { "containerd.io/gc.root": "test" };

containerCreationSuite(async () => {
  const daemon = await Daemon.start({ config: noCollection });
  const client = await Client.connect(daemon.address);
  const native = client.snapshots("native");
  const later: Promise<void>[] = [];
  return {
    ctx: background("default"),
    stores: remoteStores(client, (work) => later.push(work)),
    blobs: {
      reader: async (_ctx, digest) => {
        const bytes = await client.content.readAll(digest);
        return {
          size: bytes.length,
          read: async (offset, length) => bytes.subarray(offset, offset + length),
          [Symbol.asyncDispose]: async () => {},
        };
      },
    },
    put: (text) => client.content.write(`put-${text}`, new Response(text).body as ReadableStream, { labels }),
    prepare: (source) => native.prepare(source),
    commit: (commit) => native.commit(commit),
    snapshots: async () => (await Array.fromAsync(native.list())).map(({ name }) => name),
    containers: () => client.containers.list(),
    leases: async () => {
      await Promise.all(later);
      return (await client.leases.list()).map(({ id }) => id);
    },
    async [Symbol.asyncDispose]() {
      await client.close();
      await daemon[Symbol.asyncDispose]();
    },
  };
});
