import type { Scoped } from "../context/index.ts";
import { type Any, messageName } from "../core/any.ts";
import type { Stream, Streams } from "../core/stream.ts";
import type { Progress, Transfer, TransferEnd } from "../core/transfer.ts";
import { notImplemented } from "../errors/index.ts";
import { pack } from "../messages/any.ts";
import { fromProgress } from "../messages/progress.ts";
import {
  ImageExportStream,
  ImageImportStream,
  ImageStore,
  OCIRegistry,
  Progress as ProgressMessage,
  TransferService,
} from "../rpc/gen/transfer.ts";
import { type Registration, serve } from "../rpc/handler.ts";
import { scoped } from "./scope.ts";
import { exportEnd, importEnd, registryEnd, storeEnd } from "./transfer-ends.ts";
import { empty, required } from "./wire.ts";

export function transferService(transfer: Transfer, streams: Streams): Registration {
  return serve(TransferService, {
    async transfer(ctx, request) {
      const scope = scoped(ctx);
      const source = endOf(scope, streams, required(request.source, "source"));
      const destination = endOf(scope, streams, required(request.destination, "destination"));
      const progressId = request.options?.progressStream ?? "";
      if (progressId === "") {
        await transfer.transfer(scope, source, destination);
        return empty;
      }
      const stream = streams.get(scope, progressId);
      const reporter = new ProgressReporter(stream);
      try {
        await transfer.transfer(scope, source, destination, {
          progress: (progress) => reporter.report(progress),
        });
        await reporter.finished;
      } finally {
        stream.close();
      }
      return empty;
    },
  });
}

function endOf(ctx: Scoped, streams: Streams, any: Any): TransferEnd {
  switch (messageName(any)) {
    case OCIRegistry.typeName:
      return registryEnd(ctx, streams, OCIRegistry.decode(any.value));
    case ImageStore.typeName:
      return storeEnd(ImageStore.decode(any.value));
    case ImageImportStream.typeName:
      return importEnd(ctx, streams, ImageImportStream.decode(any.value));
    case ImageExportStream.typeName:
      return exportEnd(ctx, streams, ImageExportStream.decode(any.value));
    default:
      throw notImplemented(`transfer of ${any.typeUrl}`);
  }
}

/** Sends progress in its order. The transfer does not wait for a client that is slow or has gone. */
class ProgressReporter {
  finished: Promise<void> = Promise.resolve();
  readonly #stream: Stream;
  #isGone = false;

  constructor(stream: Stream) {
    this.#stream = stream;
  }

  report(progress: Progress): void {
    if (this.#isGone) {
      return;
    }
    const message = pack(ProgressMessage, fromProgress(progress));
    this.finished = this.#stream.send(message).catch(() => {
      this.#isGone = true;
    });
  }
}
