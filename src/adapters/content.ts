import type { ContentInfo, ContentStore, IngestStatus } from "../core/content.ts";
import { parseDigest } from "../core/digest.ts";
import { outOfRange } from "../errors/index.ts";
import type { Info, Status } from "../rpc/gen/content.ts";
import { ContentService } from "../rpc/gen/content.ts";
import { type Registration, serve } from "../rpc/handler.ts";
import type { Init } from "../rpc/message.ts";
import { writeContent } from "./content-write.ts";
import { scoped } from "./scope.ts";
import { empty, inBlocks, maskPaths, required } from "./wire.ts";

/** The most bytes in one reply. containerd's clients take up to 16 MiB, but its proxies expect no more than this. */
const readChunk = 1 << 20;

export function contentService(content: ContentStore): Registration {
  return serve(ContentService, {
    async info(ctx, request) {
      parseDigest(request.digest);
      return { info: fromInfo(await content.info(scoped(ctx), request.digest)) };
    },
    async update(ctx, request) {
      const info = required(request.info, "info");
      parseDigest(info.digest);
      const paths = maskPaths(request.updateMask);
      return { info: fromInfo(await content.update(scoped(ctx), info.digest, { ...info.labels }, paths)) };
    },
    async *list(ctx, request) {
      for await (const block of inBlocks(content.list(scoped(ctx), request.filters))) {
        yield { info: block.map(fromInfo) };
      }
    },
    async delete(ctx, request) {
      parseDigest(request.digest);
      await content.delete(scoped(ctx), request.digest);
      return empty;
    },
    async *read(ctx, request) {
      parseDigest(request.digest);
      await using reader = await content.reader(scoped(ctx), request.digest);
      const start = Math.max(request.offset, 0);
      if (start > reader.size) {
        throw outOfRange(`read past object length ${reader.size} bytes`);
      }
      const end = request.size <= 0 ? reader.size : Math.min(start + request.size, reader.size);
      for (let position = start; position < end; ) {
        const data = await reader.read(position, Math.min(readChunk, end - position));
        yield { offset: position - start, data };
        position += data.length;
      }
    },
    async status(ctx, request) {
      return { status: fromStatus(await content.status(scoped(ctx), request.ref)) };
    },
    async listStatuses(ctx, request) {
      const statuses = await content.statuses(scoped(ctx), request.filters);
      return { statuses: statuses.map(fromStatus) };
    },
    write: (ctx, requests) => writeContent(scoped(ctx), content, requests),
    async abort(ctx, request) {
      await content.abort(scoped(ctx), request.ref);
      return empty;
    },
  });
}

function fromInfo(info: ContentInfo): Init<Info> {
  return info;
}

function fromStatus(status: IngestStatus): Init<Status> {
  return status;
}
