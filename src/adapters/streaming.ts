import type { Context } from "../context/index.ts";
import { type Any, messageName } from "../core/any.ts";
import { Queue } from "../core/queue.ts";
import type { Stream, Streams } from "../core/stream.ts";
import { invalidArgument } from "../errors/index.ts";
import { toAny } from "../messages/any.ts";
import { StreamInit, StreamingService } from "../rpc/gen/streaming.ts";
import { type Registration, serve } from "../rpc/handler.ts";
import { scoped } from "./scope.ts";

const acknowledgement: Any = { typeUrl: "google.protobuf.Empty", value: new Uint8Array() };

/** Lets a client open a typed stream under an id of its choice, by which other requests name the stream. */
export function streamingService(streams: Streams): Registration {
  return serve(StreamingService, {
    stream: (ctx, requests) => hold(ctx, streams, requests),
  });
}

async function* hold(ctx: Context, streams: Streams, requests: AsyncIterable<Any>): AsyncGenerator<Any> {
  const incoming = requests[Symbol.asyncIterator]();
  const first: Any | undefined = (await incoming.next()).value;
  if (first === undefined) {
    return;
  }
  if (messageName(first) !== StreamInit.typeName) {
    throw invalidArgument(`first message of a stream must be ${StreamInit.typeName}, not ${first.typeUrl}`);
  }
  const outgoing = new Queue<Any>();
  const onAbort = (): void => outgoing.close();
  ctx.signal.addEventListener("abort", onAbort, { once: true });
  const stream: Stream = {
    send: (message) => outgoing.push(message),
    receive: async () => {
      const message: Any | undefined = (await incoming.next()).value;
      return message === undefined ? undefined : toAny(message);
    },
    close: () => outgoing.close(),
  };
  const forget = streams.register(scoped(ctx), StreamInit.decode(first.value).id, stream);
  try {
    yield acknowledgement;
    yield* outgoing;
  } finally {
    forget();
    ctx.signal.removeEventListener("abort", onAbort);
  }
}
