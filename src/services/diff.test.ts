import { expect, test } from "bun:test";
import { background } from "../context/index.ts";
import type { ApplyOptions, Differ } from "../core/diff.ts";
import { notImplemented, unavailable } from "../errors/index.ts";
import { diffService } from "./diff.ts";

const ctx = background("test");
const layer = { mediaType: "example/layer", digest: `sha256:${"a".repeat(64)}`, size: 1 };

/** A differ that answers with its name, or refuses. */
function differ(name: string, refusal?: Error): Differ & { readonly asked: (ApplyOptions | undefined)[] } {
  const asked: (ApplyOptions | undefined)[] = [];
  const answer = <T>(value: T): Promise<T> =>
    refusal === undefined ? Promise.resolve(value) : Promise.reject(refusal);
  return {
    asked,
    apply: (_ctx, _layer, _mounts, options) => {
      asked.push(options);
      return answer({ descriptor: { ...layer, mediaType: name } });
    },
    diff: () => answer({ ...layer, mediaType: name }),
  };
}

const unable = (name: string) => differ(name, notImplemented(`${name}: unsupported`));

test("the first differ that supports the layer decides, in the given order", async () => {
  const service = diffService({ differs: [unable("a"), differ("b"), differ("c")], sync: false });
  expect((await service.apply(ctx, layer, [])).descriptor.mediaType).toBe("b");
  expect((await service.diff(ctx, [], [])).mediaType).toBe("b");
});

test("any failure but not implemented ends the search", async () => {
  const last = differ("last");
  const service = diffService({ differs: [differ("broken", unavailable("no disk")), last], sync: false });
  await expect(service.apply(ctx, layer, [])).rejects.toThrow("no disk");
  expect(last.asked).toEqual([]);
});

test("where none supports the layer, the last one's refusal is told", async () => {
  const service = diffService({ differs: [unable("a"), unable("b")], sync: false });
  await expect(service.apply(ctx, layer, [])).rejects.toThrow("b: unsupported");
  const empty = diffService({ differs: [], sync: false });
  await expect(empty.apply(ctx, layer, [])).rejects.toThrow("no differ is configured");
});

test("sync_fs makes files durable whatever the caller asks for", async () => {
  const seen = differ("a");
  await diffService({ differs: [seen], sync: true }).apply(ctx, layer, [], { sync: false });
  await diffService({ differs: [seen], sync: false }).apply(ctx, layer, [], { sync: false });
  expect(seen.asked).toEqual([{ sync: true }, { sync: false }]);
});

test("layers are unpacked side by side only where every differ can complete them later", () => {
  const rebasing = { ...differ("a"), canRebase: true };
  const canRebase = (...differs: Differ[]) => diffService({ differs, sync: false }).canRebase;
  expect(canRebase(rebasing)).toBe(true);
  expect(canRebase(rebasing, differ("b"))).toBe(false);
  expect(canRebase()).toBe(false);
});
