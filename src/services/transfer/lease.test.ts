import { afterEach, beforeEach, expect, jest, test } from "bun:test";
import { background, derive } from "../../context/index.ts";
import type { Lease, LeaseStore } from "../../core/lease.ts";
import { toMillis } from "../../core/time.ts";
import {
  canceled,
  type Fault,
  failedPrecondition,
  messageOf,
  notFound,
  unavailable,
} from "../../errors/index.ts";
import { TransferLeases } from "./lease.ts";

const ctx = background("test");
const day = 24 * 3_600_000;
const started = Date.UTC(2026, 0, 1);

beforeEach(() => {
  jest.useFakeTimers({ now: started });
});

afterEach(() => {
  jest.useRealTimers();
});

/** Resolves after others have had this many turns. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) {
    await Promise.resolve();
  }
}

/** Leases in memory: when each ends, in milliseconds after the test began. */
class FakeLeases implements Pick<LeaseStore, "create" | "delete" | "list" | "renew" | "resources"> {
  readonly ends = new Map<string, number>();
  readonly #labels = new Map<string, Lease["labels"]>();
  hasResources = true;
  /** Whether the answer to `create` takes a while. */
  answersLate = false;

  async create(_ctx: unknown, { labels }: { labels: Lease["labels"] }): Promise<Lease> {
    const id = `lease-${this.#labels.size}`;
    this.#labels.set(id, labels);
    this.ends.set(id, Date.parse(labels["containerd.io/gc.expire"] ?? "") - started);
    if (this.answersLate) {
      await turns(20);
    }
    return { id, labels, createdAt: { seconds: 0, nanos: 0 } };
  }

  async delete(_ctx: unknown, id: string): Promise<void> {
    this.ends.delete(id);
  }

  async list(): Promise<Lease[]> {
    const createdAt = { seconds: 0, nanos: 0 };
    return [...this.ends.keys()].map((id) => ({ id, labels: this.#labels.get(id) ?? {}, createdAt }));
  }

  async renew(_ctx: unknown, id: string, expiresAt: { seconds: number; nanos: number }): Promise<void> {
    if (!this.ends.has(id)) {
      throw notFound(`lease "${id}"`);
    }
    this.ends.set(id, toMillis(expiresAt) - started);
  }

  async resources() {
    return this.hasResources ? [{ type: "content", id: "sha256:x" }] : [];
  }
}

function leasesOf(fake: FakeLeases, retention = day): TransferLeases {
  return new TransferLeases(fake as unknown as LeaseStore, retention);
}

/** Work that runs until the test ends it. */
function held(): { work: () => Promise<void>; end: PromiseWithResolvers<void>; begun: Promise<void> } {
  const begun = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  const work = (): Promise<void> => {
    begun.resolve();
    return end.promise;
  };
  return { work, end, begun: begun.promise };
}

const broken =
  (fault: Fault): (() => Promise<never>) =>
  () =>
    Promise.reject(fault);
const ignore = (): void => {};

test("the lease of a transfer that runs is renewed again and again, and goes with it", async () => {
  const fake = new FakeLeases();
  const { work, end, begun } = held();
  const running = leasesOf(fake).run(ctx, "a/b:c", work);
  await begun;
  expect([...fake.ends.values()]).toEqual([day]);
  jest.advanceTimersByTime(2 * day);
  await Promise.resolve();
  expect([...fake.ends.values()]).toEqual([3 * day]);
  end.resolve();
  await running;
  expect(fake.ends.size).toBe(0);
});

test.each([
  ["canceled", canceled("enough"), "a/b:c", day, [day]],
  ["cut off", unavailable("no network"), "a/b:c", day, [day]],
  ["cut off, kept for as long as is configured", unavailable("no network"), "a/b:c", 5000, [5000]],
  ["cut off where nothing is to be kept", unavailable("no network"), "a/b:c", 0, []],
  ["wrong", failedPrecondition("unexpected digest"), "a/b:c", day, []],
  ["canceled, but no pull", canceled("enough"), undefined, day, []],
] as const)("after a transfer that was %s", async (_name, fault, pulled, retention, ends) => {
  const fake = new FakeLeases();
  const running = leasesOf(fake, retention).run(ctx, pulled, broken(fault));
  expect(await running.then(ignore, (error: unknown) => error)).toBe(fault);
  expect([...fake.ends.values()]).toEqual([...ends]);
});

test("a pull that is canceled while another of the same reference opens its lease waits for it no longer", async () => {
  const fake = new FakeLeases();
  const opening = Promise.withResolvers<void>();
  fake.create = async () => {
    await opening.promise;
    throw unavailable("no database");
  };
  const leases = leasesOf(fake);
  const first = leases.run(ctx, "a/b:c", async () => {});
  const stop = new AbortController();
  const second = leases.run(derive(ctx, { signal: stop.signal }), "a/b:c", async () => {});
  stop.abort();
  opening.resolve();
  const outcomes = await Promise.all([first, second].map((pull) => pull.catch(messageOf)));
  expect(outcomes).toEqual(["no database: unavailable", "canceled by the caller: context canceled"]);
});

test("a pull that fetched nothing leaves no lease", async () => {
  const fake = new FakeLeases();
  fake.hasResources = false;
  await leasesOf(fake)
    .run(ctx, "a/b:c", broken(unavailable("no network")))
    .catch(ignore);
  expect(fake.ends.size).toBe(0);
});

test("pulls at the same time have leases of their own; the one that succeeds ends those that are left", async () => {
  const fake = new FakeLeases();
  const leases = leasesOf(fake);
  const [first, second] = [held(), held()];
  const runs = [leases.run(ctx, "a/b:c", first.work), leases.run(ctx, "a/b:c", second.work)];
  await Promise.all([first.begun, second.begun]);
  expect([...fake.ends.keys()]).toEqual(["lease-0", "lease-1"]);
  first.end.reject(canceled("enough"));
  second.end.reject(canceled("enough"));
  await Promise.allSettled(runs);
  expect([...fake.ends.keys()]).toEqual(["lease-0", "lease-1"]);
  await leases.run(ctx, "other:1", async () => {});
  expect([...fake.ends.keys()]).toEqual(["lease-0", "lease-1"]);
  const used: (string | undefined)[] = [];
  await leases.run(ctx, "a/b:c", async ({ lease }) => {
    used.push(lease);
  });
  expect(used).toEqual(["lease-0"]);
  expect(fake.ends.size).toBe(0);
});

test("a pull that ends does not end the lease of one that begins", async () => {
  const fake = new FakeLeases();
  const leases = leasesOf(fake);
  const begun: string[] = [];
  const seen: boolean[] = [];
  const pull = (): Promise<void> =>
    leases.run(ctx, "a/b:c", async ({ lease = "" }) => {
      begun.push(lease);
      await turns(5);
      seen.push(fake.ends.has(lease));
    });
  // The store answers later than others see its change.
  fake.answersLate = true;
  await Promise.all(Array.from({ length: 8 }, (_, index) => turns(7 * index).then(pull)));
  expect(begun).toHaveLength(8);
  expect(seen).not.toContain(false);
  expect(fake.ends.size).toBe(0);
});

test("a lease that a collection took meanwhile is replaced by a new one", async () => {
  const fake = new FakeLeases();
  const leases = leasesOf(fake);
  await leases.run(ctx, "a/b:c", broken(canceled("enough"))).catch(ignore);
  const { list } = fake;
  fake.list = async () => {
    const listed = await list.call(fake);
    fake.ends.clear();
    return listed;
  };
  const used: (string | undefined)[] = [];
  await leases.run(ctx, "a/b:c", async ({ lease }) => {
    used.push(lease);
  });
  expect(used).toEqual(["lease-1"]);
});

test("a caller's own lease is used, and left to the caller", async () => {
  const fake = new FakeLeases();
  const mine = derive(ctx, { lease: "mine" });
  expect(await leasesOf(fake).run(mine, "a/b:c", async ({ lease }) => lease)).toBe("mine");
  expect(fake.ends.size).toBe(0);
});
