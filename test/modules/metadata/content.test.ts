import { expect, test } from "bun:test";
import { background, derive } from "../../../src/context/index.ts";
import { toMillis } from "../../../src/core/time.ts";
import { ctx, digestOf, openRig, put, refusal } from "./rig.ts";

const elsewhere = background("elsewhere");

test("content is written, committed with labels, read, relabelled and forgotten", async () => {
  await using rig = await openRig();
  const { content } = rig.metadata;
  const digest = await put(rig.metadata, "hello", { labels: { a: "1", gone: "" } });
  expect(digest).toBe(digestOf("hello"));
  const info = await content.info(ctx, digest);
  expect(info).toMatchObject({ digest, size: 5, labels: { a: "1" } });
  await using reader = await content.reader(ctx, digest);
  expect(Buffer.from(await reader.read(1, 3)).toString()).toBe("ell");
  expect(await Bun.file((await content.path(ctx, digest)) ?? "").text()).toBe("hello");
  const updated = await content.update(ctx, digest, { "b.c": "2" }, ["labels.b.c"]);
  expect(updated).toEqual({ ...info, labels: { a: "1", "b.c": "2" }, updatedAt: updated.updatedAt });
  expect((await content.update(ctx, digest, { d: "4", e: "" })).labels).toEqual({ d: "4" });
  expect(await Array.fromAsync(content.list(ctx))).toEqual([await content.info(ctx, digest)]);
  await content.delete(ctx, digest);
  expect(await refusal(content.info(ctx, digest))).toBe(`content digest ${digest}: not found`);
  expect(await rig.blobs.info(digest)).toMatchObject({ size: 5 });
  await rig.metadata.collectable.collect();
  expect(await refusal(rig.blobs.info(digest))).toBe(`content ${digest}: not found`);
  expect(rig.published.map(({ topic, body }) => [topic, body.fields])).toEqual([
    ["/content/create", { digest, size: 5 }],
    ["/content/delete", { digest }],
  ]);
});

test("calls that are refused, with their kinds and texts", async () => {
  await using rig = await openRig();
  const { content } = rig.metadata;
  const missing = digestOf("missing");
  const text = `content digest ${missing}: not found`;
  expect(await refusal(content.info(ctx, missing))).toBe(text);
  expect(await refusal(content.delete(ctx, missing))).toBe(text);
  expect(await refusal(content.reader(ctx, missing))).toBe(text);
  expect(await refusal(content.path(ctx, missing))).toBe(text);
  expect(await refusal(content.update(ctx, missing, {}))).toBe(text);
  expect(await refusal(content.writer(ctx, { ref: "" }))).toBe("ref must not be empty: invalid argument");
  expect(await refusal(content.status(ctx, "r"))).toBe("reference r: not found");
  expect(await refusal(content.abort(ctx, "r"))).toBe("reference r: not found");
  const digest = await put(rig.metadata, "x");
  expect(await refusal(content.update(ctx, digest, {}, ["size"]))).toBe(
    `cannot update "size" field on content info "${digest}": invalid argument`,
  );
  expect(await refusal(content.update(ctx, digest, { k: "v".repeat(4096) }))).toStartWith(
    "info.Labels: label key",
  );
  expect(await refusal(content.writer(ctx, { ref: "r", expected: digest }))).toBe(
    `content ${digest}: already exists`,
  );
  expect(await refusal(content.writer(derive(ctx, { lease: "none" }), { ref: "r" }))).toBe(
    "lease does not exist: not found",
  );
  expect(await content.statuses(ctx)).toEqual([]);
});

test("refs belong to one namespace, are locked while open, can be resumed, and can be aborted", async () => {
  await using rig = await openRig();
  const { content } = rig.metadata;
  const writer = await content.writer(ctx, { ref: "layer/x", total: 6 });
  await writer.write(Buffer.from("abc"));
  expect(await refusal(content.writer(ctx, { ref: "layer/x" }))).toMatch(
    /^ref default\/\d+\/layer\/x locked for .*: unavailable$/,
  );
  await (await content.writer(elsewhere, { ref: "layer/x" })).close();
  await writer.close();
  expect(await content.status(ctx, "layer/x")).toMatchObject({ ref: "layer/x", offset: 3, total: 6 });
  expect((await content.statuses(ctx)).map(({ ref, offset }) => [ref, offset])).toEqual([["layer/x", 3]]);
  expect(await content.statuses(ctx, ["ref==other"])).toEqual([]);
  await rig.reopen();
  await using resumed = await rig.metadata.content.writer(ctx, { ref: "layer/x", total: 6 });
  expect(resumed.status).toMatchObject({ ref: "layer/x", offset: 3 });
  await resumed.close();
  await rig.metadata.content.abort(ctx, "layer/x");
  expect(await rig.metadata.content.statuses(ctx)).toEqual([]);
  expect((await rig.blobs.statuses()).length).toBe(1);
  await using anew = await rig.metadata.content.writer(ctx, { ref: "layer/x", total: 6 });
  expect(anew.status.offset).toBe(0);
});

test("an ingest whose bytes are gone, or never came, is aborted all the same", async () => {
  await using rig = await openRig();
  const { content } = rig.metadata;
  await (await content.writer(ctx, { ref: "r" })).close();
  const [status] = await rig.blobs.statuses();
  await rig.blobs.abort(status?.ref ?? "");
  await content.abort(ctx, "r");
  const digest = await put(rig.metadata, "shared");
  await (await content.writer(elsewhere, { ref: "r", expected: digest })).close();
  await content.abort(elsewhere, "r");
  expect(await refusal(content.abort(elsewhere, "r"))).toBe("reference r: not found");
});

test("wrong sizes, digests and labels are refused, and the ingest stays", async () => {
  await using rig = await openRig();
  const { content } = rig.metadata;
  const attempt = async (options: object) => {
    await using writer = await content.writer(ctx, { ref: "r" });
    await writer.truncate();
    await writer.write(Buffer.from("abc"));
    return await refusal(writer.commit(ctx, options));
  };
  expect(await attempt({ size: 4 })).toBe('"r" failed size validation: 3 != 4: failed precondition');
  expect(await attempt({ expected: digestOf("other") })).toContain("unexpected commit digest");
  expect(await attempt({ labels: { k: "v".repeat(4096) } })).toStartWith("info.Labels: label key");
  expect(await content.status(ctx, "r")).toMatchObject({ offset: 3 });
  expect(await Array.fromAsync(content.list(ctx))).toEqual([]);
});

test("what exists already still joins the lease and ends the ingest", async () => {
  await using rig = await openRig();
  const { content, leases } = rig.metadata;
  const digest = await put(rig.metadata, "twice");
  for (const id of ["open", "commit"]) {
    await leases.create(ctx, { id, labels: {} });
  }
  const open = content.writer(derive(ctx, { lease: "open" }), { ref: "r", expected: digest });
  expect(await refusal(open)).toBe(`content ${digest}: already exists`);
  expect(await leases.resources(ctx, "open")).toEqual([{ type: "content", id: digest }]);
  const leased = derive(ctx, { lease: "commit" });
  expect(await refusal(put(rig.metadata, "twice", { labels: { ignored: "1" } }, leased))).toBe(
    `content ${digest}: already exists`,
  );
  expect(await leases.resources(ctx, "commit")).toEqual([{ type: "content", id: digest }]);
  expect(await content.statuses(ctx)).toEqual([]);
  expect((await content.info(ctx, digest)).labels).toEqual({});
});

test("two writers of one blob under different refs: one creates, the other is told", async () => {
  await using rig = await openRig();
  const { content } = rig.metadata;
  const writers = await Promise.all(["a", "b"].map((ref) => content.writer(ctx, { ref })));
  await Promise.all(writers.map((writer) => writer.write(Buffer.from("same"))));
  const results = await Promise.allSettled(writers.map((writer) => writer.commit(ctx)));
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(rig.published.filter(({ topic }) => topic === "/content/create").length).toBe(1);
});

test("an ingest joins the lease until its commit, when the content does", async () => {
  await using rig = await openRig();
  const { content, leases } = rig.metadata;
  await leases.create(ctx, { id: "l", labels: {} });
  const leased = derive(ctx, { lease: "l" });
  await using writer = await content.writer(leased, { ref: "r" });
  await writer.write(Buffer.from("x"));
  expect(await leases.resources(ctx, "l")).toEqual([{ type: "ingests", id: "r" }]);
  const digest = await writer.commit(leased);
  expect(await leases.resources(ctx, "l")).toEqual([{ type: "content", id: digest }]);
});

test("shared: a known blob needs no bytes in another namespace, and outlives its first one", async () => {
  await using rig = await openRig();
  const { content, collectable } = rig.metadata;
  const digest = await put(rig.metadata, "common");
  await using writer = await content.writer(elsewhere, { ref: "r", expected: digest });
  expect(writer.status).toMatchObject({ ref: "r", offset: 6, total: 6, expected: digest });
  expect(await refusal(content.info(elsewhere, digest))).toBe(`content digest ${digest}: not found`);
  await content.delete(ctx, digest);
  await collectable.collect();
  expect(
    await writer.commit(elsewhere, { size: 6, expected: digest, labels: { "containerd.io/gc.root": "1" } }),
  ).toBe(digest);
  await collectable.collect();
  await using reader = await content.reader(elsewhere, digest);
  expect(Buffer.from(await reader.read(0, 9)).toString()).toBe("common");
});

test("shared: a client that writes all the same writes to a copy", async () => {
  await using rig = await openRig();
  const { content } = rig.metadata;
  const digest = await put(rig.metadata, "common");
  await using writer = await content.writer(elsewhere, { ref: "r", expected: digest });
  await writer.truncate();
  await writer.write(Buffer.from("other"));
  expect(await writer.commit(elsewhere)).toBe(digestOf("other"));
  await using sized = await content.writer(elsewhere, { ref: "s", expected: digest });
  expect(await refusal(sized.commit(elsewhere, { size: 7 }))).toBe(
    '"s" failed size validation: 6 != 7: failed precondition',
  );
  await using wrong = await content.writer(elsewhere, { ref: "t", expected: digest });
  expect(await refusal(wrong.commit(elsewhere, { expected: digestOf("no") }))).toBe(
    '"t" unexpected digest: failed precondition',
  );
  await using mismatched = await content.writer(elsewhere, { ref: "u", expected: digest, total: 7 });
  expect(mismatched.status.offset).toBe(0);
});

test("isolated: the bytes must be brought, but for those of shareable namespaces", async () => {
  await using rig = await openRig({ sharing: "isolated" });
  const { content, namespaces } = rig.metadata;
  const digest = await put(rig.metadata, "secret");
  {
    await using writer = await content.writer(elsewhere, { ref: "r", expected: digest });
    expect(writer.status.offset).toBe(0);
    await writer.write(Buffer.from("secret"));
    expect(await writer.commit(elsewhere, { expected: digest })).toBe(digest);
  }
  await namespaces.update(ctx, { name: "default", labels: { "containerd.io/namespace.shareable": "true" } });
  await using writer = await content.writer(background("third"), { ref: "r", expected: digest });
  expect(writer.status.offset).toBe(6);
});

test("lists are filtered, and sorted by digest over many pages", async () => {
  await using rig = await openRig();
  const { content } = rig.metadata;
  const texts = Array.from({ length: 120 }, (_, number) => `blob ${number}`);
  for (const text of texts) {
    await put(rig.metadata, text, { labels: text.endsWith("7") ? { seven: "yes" } : {} });
  }
  const digests = texts.map(digestOf).sort();
  expect(await Array.fromAsync(content.list(ctx), ({ digest }) => digest)).toEqual(digests);
  expect((await Array.fromAsync(content.list(ctx, ["labels.seven==yes"]))).length).toBe(12);
  expect((await Array.fromAsync(content.list(ctx, [`digest==${digests[3]}`]))).length).toBe(1);
  const times = await Array.fromAsync(content.list(ctx), ({ createdAt }) => toMillis(createdAt));
  expect(Math.max(...times)).toBeLessThanOrEqual(Date.now() + 1000);
});
