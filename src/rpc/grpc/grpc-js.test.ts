// @grpc/grpc-js both ways, with messages small enough for Bun's node:http2, which it stands on (BUN.md).
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { EchoService, echoRouter } from "../../../test/harness/grpc-echo.ts";
import { kindOf, messageOf, notFound } from "../../errors/index.ts";
import { stub } from "../channel.ts";
import { type ReadContentResponse as Chunk, ReadContentResponse } from "../gen/content.ts";
import type { Init } from "../message.ts";
import { bunTransport } from "../transport/bun.ts";
import { grpcChannel } from "./client.ts";
import { GrpcServer } from "./server.ts";

const directory = mkdtempSync(join(tmpdir(), "grpc-js-"));
const ours = join(directory, "ours");
const theirs = join(directory, "theirs");

const serialize = (value: Init<Chunk>): Buffer => Buffer.from(ReadContentResponse.encode(value));
const deserialize = (bytes: Buffer): Chunk => ReadContentResponse.decode(bytes);

function definition(name: string, requestStream: boolean, responseStream: boolean) {
  return {
    path: `/tsrt.test.Echo/${name}`,
    requestStream,
    responseStream,
    requestSerialize: serialize,
    requestDeserialize: deserialize,
    responseSerialize: serialize,
    responseDeserialize: deserialize,
  };
}

const definitions = {
  unary: definition("Unary", false, false),
  upload: definition("Upload", true, false),
  download: definition("Download", false, true),
  duplex: definition("Duplex", true, true),
};

const server = new GrpcServer({
  router: echoRouter({
    unary: async (_ctx, request) => {
      if (request.offset === 404) {
        throw notFound("image ü");
      }
      return request;
    },
  }),
});

type Reply = Chunk | undefined;
type Callback = (error: grpc.ServiceError | null, reply?: Chunk) => void;

function implementation(): grpc.UntypedServiceImplementation {
  return {
    unary: (call: grpc.ServerUnaryCall<Chunk, Init<Chunk>>, reply: grpc.sendUnaryData<Init<Chunk>>) => {
      if (call.request.offset === 404) {
        reply({ code: grpc.status.NOT_FOUND, details: "image ü: not found" });
      } else {
        reply(null, { ...call.request, data: Buffer.from(String(call.metadata.get("x-test")[0])) });
      }
    },
    upload: (call: grpc.ServerReadableStream<Chunk, Init<Chunk>>, reply: grpc.sendUnaryData<Init<Chunk>>) => {
      let length = 0;
      call.on("data", (chunk: Chunk) => {
        length += chunk.data.length;
      });
      call.on("end", () => reply(null, { offset: length }));
    },
    download: (call: grpc.ServerWritableStream<Chunk, Init<Chunk>>) => {
      for (let offset = 0; offset < call.request.offset; offset++) {
        call.write({ offset });
      }
      call.end();
    },
    duplex: (call: grpc.ServerDuplexStream<Chunk, Init<Chunk>>) => {
      call.on("data", (chunk: Chunk) => call.write(chunk));
      call.on("end", () => call.end());
    },
  };
}

const jsServer = new grpc.Server();
let jsClient: grpc.Client;
let listener: AsyncDisposable;

beforeAll(async () => {
  listener = await bunTransport.listen({ path: ours }, (duplex) => server.accept(duplex));
  jsServer.addService(definitions, implementation());
  await new Promise<void>((resolve, reject) => {
    jsServer.bindAsync(`unix:${theirs}`, grpc.ServerCredentials.createInsecure(), (error) =>
      error === null ? resolve() : reject(error),
    );
  });
  jsClient = new grpc.Client(`unix:${ours}`, grpc.credentials.createInsecure());
});

afterAll(async () => {
  jsClient.close();
  jsServer.forceShutdown();
  await server.close(1000);
  await listener[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
});

function jsUnary(request: Init<Chunk>, options: grpc.CallOptions = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const done: Callback = (error, reply) => (error === null ? resolve(reply) : reject(error));
    const { path } = definitions.unary;
    jsClient.makeUnaryRequest(path, serialize, deserialize, request, new grpc.Metadata(), options, done);
  });
}

test("grpc-js's client: unary calls, errors, deadlines", async () => {
  const data = new Uint8Array(20_000).fill(3);
  expect(await jsUnary({ offset: 3, data })).toMatchObject({ offset: 3 });
  const error = await jsUnary({ offset: 404 }).catch((reason: grpc.ServiceError) => reason);
  expect(error).toMatchObject({ code: grpc.status.NOT_FOUND, details: "image ü: not found" });
  const late = await jsUnary({}, { deadline: Date.now() - 1 }).catch((reason: grpc.ServiceError) => reason);
  expect(late).toMatchObject({ code: grpc.status.DEADLINE_EXCEEDED });
});

test("grpc-js's client: streams", async () => {
  const uploaded = new Promise<Reply>((resolve, reject) => {
    const done: Callback = (error, reply) => (error === null ? resolve(reply) : reject(error));
    const call = jsClient.makeClientStreamRequest(definitions.upload.path, serialize, deserialize, done);
    for (let count = 0; count < 50; count++) {
      call.write({ data: new Uint8Array(100) });
    }
    call.end();
  });
  expect((await uploaded)?.offset).toBe(5000);
  const offsets: number[] = [];
  const { path } = definitions.download;
  for await (const reply of jsClient.makeServerStreamRequest(path, serialize, deserialize, { offset: 30 })) {
    offsets.push((reply as Chunk).offset);
  }
  expect(offsets).toEqual(Array.from({ length: 30 }, (_, offset) => offset));
  const call = jsClient.makeBidiStreamRequest(definitions.duplex.path, serialize, deserialize);
  call.write({ offset: 8 });
  const echoed = await new Promise<Chunk>((resolve) => call.once("data", resolve));
  expect(echoed.offset).toBe(8);
  call.end();
});

test("grpc-js's server: all kinds of calls, metadata, errors", async () => {
  const channel = grpcChannel(await bunTransport.connect({ path: theirs }));
  const echo = stub(channel, EchoService);
  const reply = await echo.unary({ offset: 2 }, { metadata: { "x-test": "yes" } });
  expect(Buffer.from(reply.data).toString()).toBe("yes");
  const error = await echo.unary({ offset: 404 }).catch((reason: unknown) => reason);
  expect(kindOf(error)).toBe("not found");
  expect(messageOf(error)).toBe("image ü: not found");
  expect((await echo.upload(chunks(20))).offset).toBe(2000);
  let count = 0;
  for await (const { offset } of echo.download({ offset: 20 })) {
    expect(offset).toBe(count++);
  }
  expect(count).toBe(20);
  for await (const { offset } of echo.duplex(chunks(10))) {
    expect(offset).toBe(count++ - 20);
  }
  expect(count).toBe(30);
  const absent = await echo.absent({}).catch((reason: unknown) => reason);
  expect(kindOf(absent)).toBe("not implemented");
  await channel.close();
});

async function* chunks(count: number) {
  for (let offset = 0; offset < count; offset++) {
    yield { offset, data: new Uint8Array(100) };
  }
}
