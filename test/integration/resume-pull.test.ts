// Pulls that are broken off with real processes: whatever died, the next pull goes on at the byte where the last one stopped.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { eventually } from "../harness/command.ts";
import { Daemon, type DaemonOptions, executable } from "../harness/daemon.ts";
import {
  type Ask,
  type Fault,
  type FaultyRegistry,
  startFaultyRegistry,
} from "../harness/faulty-registry.ts";
import { references } from "../harness/reference.ts";
import { type RegistryServer, startRegistry } from "../harness/registry.ts";
import { makeImage, publish, type TestImage } from "../modules/registry/image.ts";

let origin: RegistryServer;
let front: FaultyRegistry;
let image: TestImage;
let fault: Fault | undefined;

const sent = 2_000_000;

beforeAll(async () => {
  image = makeImage({ bulk: 4 << 20 });
  origin = await startRegistry();
  await publish(image, `${origin.host}/library/big:1`);
  front = await startFaultyRegistry(origin.host, (ask) => (isBulk(ask) ? fault : undefined));
});

afterAll(async () => {
  await front[Symbol.asyncDispose]();
  await origin[Symbol.asyncDispose]();
  image[Symbol.dispose]();
});

const bulk = (): string => image.layers[2]?.digest ?? "";
const isBulk = ({ path }: Ask): boolean => path.endsWith(bulk());
const words = (): string[] => ["images", "pull", "--plain-http", `${front.host}/library/big:1`];

interface Ingest {
  readonly ref: string;
  readonly offset: number;
}

async function ingests(daemon: Daemon): Promise<Ingest[]> {
  const { stdout } = await daemon.ctr("content", "active", "--format", "json");
  return JSON.parse(stdout === "" ? "[]" : stdout) as Ingest[];
}

const offsetOf = async (daemon: Daemon): Promise<number | undefined> =>
  (await ingests(daemon)).find(({ ref }) => ref === `layer-${bulk()}`)?.offset;

interface Client {
  readonly name: string;
  readonly argv: readonly string[];
  /** Bytes that reach the daemon when the registry has sent `sent`. */
  readonly stored: number;
}

/** Starts a client whose pull stops in the middle of the large layer. */
async function startStalledPull(daemon: Daemon, client: Client): Promise<Bun.Subprocess> {
  fault = { stallAfter: sent };
  const argv = [...client.argv, "-a", daemon.address, ...words()];
  const pulling = Bun.spawn(argv, { stdin: "ignore", stdout: "ignore", stderr: "ignore" });
  await eventually(
    "what the registry sends to be there",
    async () => (await offsetOf(daemon)) === client.stored,
  );
  return pulling;
}

/** Pulls again; returns the ranges in which the large layer was requested. */
async function rangesOfNextPull(daemon: Daemon): Promise<(string | undefined)[]> {
  fault = undefined;
  const before = front.asks.length;
  const { status, stderr } = await daemon.ctr(...words());
  expect({ status, stderr }).toMatchObject({ status: 0 });
  expect(await ingests(daemon)).toEqual([]);
  return front.asks
    .slice(before)
    .filter(isBulk)
    .map(({ headers }) => headers.range);
}

const own: Client = { name: "tsrt ctr", argv: [executable, "ctr"], stored: sent };

/** The ctr of containerd 1 fetches itself, and writes a MiB once it has one. */
const theirs = references.map(
  ({ name, major, ctr }): Client => ({ name, argv: [ctr], stored: major < 2 ? 1 << 20 : sent }),
);

type Break = (daemon: Daemon, client: Bun.Subprocess) => unknown;

const breaks: readonly (readonly [name: string, breakOff: Break, client: Client])[] = [
  ["^C", (_daemon, client) => client.kill("SIGINT"), own],
  ["a killed client", (_daemon, client) => client.kill("SIGKILL"), own],
  ["a killed daemon", (daemon) => daemon.kill(), own],
  ["a daemon that is stopped", (daemon) => daemon.stop(), own],
  ...theirs.map(
    (client) =>
      [
        `a killed ctr of ${client.name}`,
        (_daemon: Daemon, process: Bun.Subprocess) => process.kill("SIGKILL"),
        client,
      ] as const,
  ),
];

test.each(breaks)(
  "after %s the next pull goes on where the last one stopped",
  async (_name, breakOff, client) => {
    await using daemon = await Daemon.start();
    const pulling = await startStalledPull(daemon, client);
    await breakOff(daemon, pulling);
    await pulling.exited;
    if (daemon.pid === 0) {
      await daemon.start();
    }
    expect(await offsetOf(daemon)).toBe(client.stored);
    expect(await rangesOfNextPull(daemon)).toEqual([`bytes=${client.stored}-`]);
  },
  60_000,
);

const forgetful: DaemonOptions = {
  config: `[plugins."io.containerd.transfer.v1.local"]\ninterrupted_pull_retention = "1ms"`,
};

test("what was fetched goes with the collection after the time that is configured", async () => {
  await using daemon = await Daemon.start(forgetful);
  const pulling = await startStalledPull(daemon, own);
  pulling.kill("SIGINT");
  await pulling.exited;
  await eventually("a collection to take it", async () => {
    // Whatever is deleted brings a collection.
    await daemon.ctr("leases", "create", "--id", "other");
    await daemon.ctr("leases", "rm", "--sync", "other");
    return (await ingests(daemon)).length === 0;
  });
  expect(await rangesOfNextPull(daemon)).toEqual([undefined]);
}, 60_000);
