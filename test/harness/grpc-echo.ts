// A service with methods of all four kinds, for tests. Its messages have a number and bytes.
import { ReadContentResponse as Chunk } from "../../src/rpc/gen/content.ts";
import { Router, serve } from "../../src/rpc/handler.ts";
import type { Service } from "../../src/rpc/message.ts";

const name = "tsrt.test.Echo";

export const EchoService = {
  name,
  methods: {
    unary: { service: name, name: "Unary", kind: "unary", input: Chunk, output: Chunk },
    upload: { service: name, name: "Upload", kind: "upload", input: Chunk, output: Chunk },
    download: { service: name, name: "Download", kind: "download", input: Chunk, output: Chunk },
    duplex: { service: name, name: "Duplex", kind: "duplex", input: Chunk, output: Chunk },
    absent: { service: name, name: "Absent", kind: "unary", input: Chunk, output: Chunk },
  },
} as const satisfies Service;

export type EchoHandlers = Parameters<typeof serve<typeof EchoService>>[1];

export const echoHandlers: EchoHandlers = {
  unary: async (_ctx, request) => request,
  async upload(_ctx, requests) {
    let length = 0;
    for await (const request of requests) {
      length += request.data.length;
    }
    return { offset: length };
  },
  async *download(_ctx, request) {
    for (let offset = 0; offset < request.offset; offset++) {
      yield { offset, data: request.data };
    }
  },
  async *duplex(_ctx, requests) {
    for await (const request of requests) {
      yield request;
    }
  },
};

export function echoRouter(handlers: EchoHandlers = {}): Router {
  const router = new Router();
  router.add(serve(EchoService, { ...echoHandlers, ...handlers }));
  return router;
}
