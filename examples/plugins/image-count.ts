// An additional API service on the daemon's gRPC socket. Clients generate their code from the same declarations in a .proto file:
//
//   package example.images.v1;
//   service Counter { rpc Count(CountRequest) returns (CountReply); rpc Watch(CountRequest) returns (stream CountReply); }
//   message CountRequest { repeated string filters = 1; }
//   message CountReply { uint32 images = 1; repeated string names = 2; }
import {
  ApiService,
  type Context,
  Events,
  field,
  type MessageType,
  Metadata,
  message,
  method,
  plugin,
  requireNamespace,
  type Scoped,
  serve,
  service,
} from "tsrt/plugin";

const CountRequest = message("example.images.v1.CountRequest", { filters: field.strings(1) });
const CountReply = message("example.images.v1.CountReply", {
  images: field.uint32(1),
  names: field.strings(2),
});

const Counter = service("example.images.v1.Counter", {
  count: method.unary("Count", CountRequest, CountReply),
  watch: method.download("Watch", CountRequest, CountReply),
});

export default plugin(ApiService, "image-count", {
  needs: { metadata: Metadata, events: Events },
  start: ({ metadata, events }): ApiService => ({
    transports: ["grpc"],
    registration: serve(Counter, {
      count: (ctx, { filters }) => count(metadata, scoped(ctx), filters),
      watch: (ctx, { filters }) => watch(metadata, events, scoped(ctx), filters),
    }),
  }),
});

type Reply = MessageType<typeof CountReply>;

async function count(metadata: Metadata, ctx: Scoped, filters: readonly string[]): Promise<Reply> {
  const images = await metadata.images.list(ctx, filters);
  return { images: images.length, names: images.map(({ name }) => name) };
}

/** The count now, and again after each change of an image in the namespace. */
async function* watch(
  metadata: Metadata,
  events: Events,
  ctx: Scoped,
  filters: readonly string[],
): AsyncGenerator<Reply> {
  const changes = events.subscribe(ctx, [`namespace==${ctx.namespace},topic~="^/images/"`]);
  yield await count(metadata, ctx, filters);
  for await (const _change of changes) {
    yield await count(metadata, ctx, filters);
  }
}

/** Stores require a namespace, so a call without one fails with an error for the client. */
function scoped(ctx: Context): Scoped {
  return { ...ctx, namespace: requireNamespace(ctx) };
}
