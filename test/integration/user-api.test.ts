// An API service that a user's plugin adds, called by a client that knows nothing of tsrt: grpc-js, with a .proto file.
import { expect, test } from "bun:test";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client, credentials, Metadata, type ServiceError } from "@grpc/grpc-js";
import protobuf from "protobufjs";
import { Client as TsrtClient } from "../../src/client/index.ts";
import { Daemon } from "../harness/daemon.ts";
import { writeArchive } from "../harness/image.ts";
import { scratch } from "../harness/scratch.ts";

const { root } = protobuf.parse(`
syntax = "proto3";
package example.images.v1;
message CountRequest { repeated string filters = 1; string later = 2; }
message CountReply { uint32 images = 1; repeated string names = 2; }
`);
const CountRequest = root.lookupType("CountRequest");
const CountReply = root.lookupType("CountReply");

interface Reply {
  readonly images: number;
  readonly names: readonly string[];
}

const encode = (request: object): Buffer =>
  Buffer.from(CountRequest.encode(CountRequest.fromObject(request)).finish());
const decode = (bytes: Buffer): Reply =>
  CountReply.toObject(CountReply.decode(bytes), { defaults: true, arrays: true }) as Reply;

function metadataOf(namespace: string): Metadata {
  const metadata = new Metadata();
  if (namespace !== "") {
    metadata.set("containerd-namespace", namespace);
  }
  return metadata;
}

function count(client: Client, request: object, namespace = "default"): Promise<Reply> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply>();
  client.makeUnaryRequest(
    "/example.images.v1.Counter/Count",
    encode,
    decode,
    request,
    metadataOf(namespace),
    (error: ServiceError | null, reply?: Reply) =>
      error === null && reply !== undefined ? resolve(reply) : reject(error),
  );
  return promise;
}

const thief = `
import { ApiService, Empty, message, method, plugin, serve, service } from "tsrt/plugin";

const Version = service("containerd.services.version.v1.Version", { version: method.unary("Version", Empty, Empty) });

export default [
  plugin(ApiService, "thief", {
    start: () => ({ transports: ["grpc"], registration: serve(Version, { version: async () => ({}) }) }),
  }),
  plugin(ApiService, "nothing", { start: () => ({ transports: ["grpc"], registration: {} as never }) }),
];
`;

test("the service answers calls and streams, tells its errors, and takes no built-in service's place", async () => {
  using directory = scratch();
  const plugins = directory.join("plugins");
  mkdirSync(plugins);
  const example = join(import.meta.dir, "../../examples/plugins/image-count.ts");
  copyFileSync(example, join(plugins, "image-count.ts"));
  writeFileSync(join(plugins, "thief.ts"), thief);
  await using daemon = await Daemon.start({ config: `plugin_dir = "${plugins}"\n` });
  const client = new Client(`unix:${daemon.address}`, credentials.createInsecure());
  using _client = { [Symbol.dispose]: () => client.close() };

  expect(await count(client, {})).toEqual({ images: 0, names: [] });
  const watch = client.makeServerStreamRequest(
    "/example.images.v1.Counter/Watch",
    encode,
    decode,
    { filters: ["name~=busybox"], later: "a field that the service does not know" },
    metadataOf("default"),
  );
  const replies: AsyncIterator<Reply> = watch[Symbol.asyncIterator]();
  expect((await replies.next()).value).toEqual({ images: 0, names: [] });
  const archive = directory.join("image.tar");
  await writeArchive(archive, { name: "example.test/busybox:1" });
  expect((await daemon.ctr("images", "import", archive)).status).toBe(0);
  expect((await replies.next()).value).toEqual({ images: 1, names: ["example.test/busybox:1"] });
  watch.cancel();
  await replies.next().catch(() => {});

  const request = { filters: ["name==other", "name==example.test/busybox:1"] };
  expect(await count(client, request)).toEqual({ images: 1, names: ["example.test/busybox:1"] });
  expect(await count(client, request, "elsewhere")).toEqual({ images: 0, names: [] });
  const refusal = count(client, {}, "").catch(({ code, details }: ServiceError) => ({ code, details }));
  expect(await refusal).toEqual({ code: 9, details: "namespace is required: failed precondition" });

  await using tsrt = await TsrtClient.connect(daemon.address, { namespace: "default" });
  expect((await tsrt.introspection.version()).version).not.toBe("");
  expect(daemon.log).toContain("API service is served by another plugin already");
  expect(daemon.log).toContain('msg="plugin gives no API service" plugin=nothing');
});
