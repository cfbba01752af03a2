// The stream by which a client writes an ingest: STAT, WRITE and COMMIT messages, with a reply to each.
// Source: containerd plugins/services/content/contentserver/contentserver.go.
import type { Scoped } from "../context/index.ts";
import type { ContentStore, ContentWriter } from "../core/content.ts";
import { alreadyExists, Fault, invalidArgument, isKind, outOfRange } from "../errors/index.ts";
import { WriteAction, type WriteContentRequest, type WriteContentResponse } from "../rpc/gen/content.ts";
import type { Init } from "../rpc/message.ts";

/** The size and the digest that the blob will have, by the messages so far. */
interface Expectation {
  total: number;
  digest: string;
}

type Reply = Init<WriteContentResponse>;

export async function* writeContent(
  ctx: Scoped,
  content: ContentStore,
  requests: AsyncIterable<WriteContentRequest>,
): AsyncGenerator<Reply> {
  const incoming = requests[Symbol.asyncIterator]();
  const first: WriteContentRequest | undefined = (await incoming.next()).value;
  if (first === undefined) {
    return;
  }
  const { ref } = first;
  if (ref === "") {
    throw invalidArgument("first message must have a reference");
  }
  const expectation: Expectation = { total: first.total, digest: first.expected };
  const options = { ref, total: expectation.total, expected: expectation.digest };
  await using writer = await content.writer(ctx, options);
  let request: WriteContentRequest | undefined = first;
  while (request !== undefined) {
    await updateExpectation(ctx, content, writer, request, expectation);
    yield await answer(ctx, writer, request, expectation);
    if (request.action === WriteAction.COMMIT) {
      return;
    }
    request = (await incoming.next()).value;
  }
}

/** Aborts the ingest and tells the client when the expected blob exists by now, since the ingest is then pointless. */
async function updateExpectation(
  ctx: Scoped,
  content: ContentStore,
  writer: ContentWriter,
  request: WriteContentRequest,
  expectation: Expectation,
): Promise<void> {
  if (request.expected !== "") {
    expectation.digest = request.expected;
    if (await exists(ctx, content, request.expected)) {
      const { ref } = writer.status;
      await writer.close();
      await content.abort(ctx, ref);
      throw alreadyExists(`blob with expected digest ${request.expected} exists`);
    }
  }
  if (request.total > 0) {
    expectation.total = request.total;
  }
}

async function exists(ctx: Scoped, content: ContentStore, digest: string): Promise<boolean> {
  try {
    await content.info(ctx, digest);
    return true;
  } catch (error) {
    if (isKind(error, "not found")) {
      return false;
    }
    throw error;
  }
}

async function answer(
  ctx: Scoped,
  writer: ContentWriter,
  request: WriteContentRequest,
  expectation: Expectation,
): Promise<Reply> {
  switch (request.action) {
    case WriteAction.STAT: {
      const { offset, startedAt, updatedAt } = writer.status;
      const digest = await writer.digest();
      return { action: request.action, digest, offset, startedAt, updatedAt, total: expectation.total };
    }
    case WriteAction.WRITE:
      await append(writer, request);
      return { action: request.action, offset: writer.status.offset, digest: await writer.digest() };
    case WriteAction.COMMIT: {
      await append(writer, request);
      const { offset } = writer.status;
      const { total, digest: expected } = expectation;
      const digest = await writer.commit(ctx, { size: total, expected, labels: { ...request.labels } });
      return { action: request.action, offset, digest };
    }
    default:
      throw new Fault("invalid argument", `unknown write action ${request.action}`);
  }
}

async function append(writer: ContentWriter, request: WriteContentRequest): Promise<void> {
  const { offset } = writer.status;
  if (request.offset > 0 && request.offset !== offset) {
    throw outOfRange(`write @${request.offset} must occur at current offset ${offset}`);
  }
  if (request.offset === 0 && offset > 0) {
    await writer.truncate();
  }
  if (request.data.length > 0) {
    await writer.write(request.data);
  }
}
