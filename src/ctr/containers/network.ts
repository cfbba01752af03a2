// The network of one container: a namespace of its own, connected by CNI plugins. Made before the container, because its
// spec names the namespace; kept until the container is removed, so that its task may be started again.
import { randomUUID } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isKind, type Labels, messageOf } from "../../client/index.ts";
import { loadNetwork, type NetworkConfig } from "../../cni/config.ts";
import { addNetwork, deleteNetwork } from "../../cni/network.ts";
import { addressesOf, type CniResult } from "../../cni/result.ts";
import { alreadyExists, errnoOf } from "../../errors/index.ts";
import { createNetns, deleteNetns } from "../../linux/netns.ts";
import type { Session } from "../command.ts";
import { warn } from "../print/output.ts";
import { dataDirectory } from "./data-directory.ts";

export interface Network {
  /** Path of the namespace. */
  readonly netns: string;
  readonly addresses: readonly string[];
  release(): Promise<void>;
}

/** On a container: its addresses, joined by commas. */
export const addressLabel = "tsrt.io/ip";

/** What is needed to disconnect again, also after the configuration changed. */
interface NetworkRecord {
  readonly netns: string;
  readonly network?: NetworkConfig;
  readonly result?: CniResult;
}

const netnsDirectory = "/run/netns";
const loopback: NetworkConfig = { name: "loopback", cniVersion: "0.3.1", plugins: [{ type: "loopback" }] };

/** The variables that cnitool and podman's tools know too. */
const configDirectory = (): string => process.env.NETCONFPATH || "/etc/cni/net.d";
const pluginPath = (): string[] => (process.env.CNI_PATH || "/opt/cni/bin:/usr/lib/cni").split(":");

export async function attachNetwork(session: Session, id: string): Promise<Network> {
  const network = await loadNetwork(configDirectory());
  await releaseLeftOver(session, id);
  const netns = join(netnsDirectory, `cni-${randomUUID()}`);
  await writeRecord(session, id, { netns });
  try {
    createNetns(netns);
    await addNetwork(loopback, { ...attachmentOf(session, id, netns), interface: "lo" }, pluginPath());
    await writeRecord(session, id, { netns, network });
    const result = await addNetwork(network, attachmentOf(session, id, netns), pluginPath());
    await writeRecord(session, id, { netns, network, result });
    return { netns, addresses: addressesOf(result), release: () => release(session, id) };
  } catch (error) {
    await discard(session, id);
    throw new Error(`connect ${id} to network ${JSON.stringify(network.name)}`, { cause: error });
  }
}

export function networkLabels(network: Network | undefined): Labels {
  return network === undefined ? {} : { [addressLabel]: network.addresses.join(",") };
}

/** Does nothing for a container that was not connected by us. */
export async function releaseNetwork(session: Session, id: string, labels: Labels): Promise<void> {
  if (labels[addressLabel] !== undefined) {
    await release(session, id);
  }
}

async function release(session: Session, id: string): Promise<void> {
  const record = await readRecord(session, id);
  if (record === undefined) {
    return;
  }
  const { netns, network, result } = record;
  if (network !== undefined) {
    await deleteNetwork(network, attachmentOf(session, id, netns), pluginPath(), result);
  }
  deleteNetns(netns);
  await rm(recordPath(session, id), { force: true });
}

/** After a failed connect: what can be undone is, and the namespace goes in any case. */
async function discard(session: Session, id: string): Promise<void> {
  const record = await readRecord(session, id);
  await release(session, id).catch((failure: unknown) => warn(messageOf(failure)));
  if (record !== undefined) {
    deleteNetns(record.netns);
    await rm(recordPath(session, id), { force: true });
  }
}

/** A container that another client removed has left its network behind; one that is there keeps it. */
async function releaseLeftOver(session: Session, id: string): Promise<void> {
  if ((await readRecord(session, id)) === undefined) {
    return;
  }
  const { containers } = await session.connect();
  try {
    await containers.get(id, session);
  } catch (error) {
    if (isKind(error, "not found")) {
      await release(session, id);
      return;
    }
    throw error;
  }
  throw alreadyExists(`container ${JSON.stringify(id)}`);
}

function attachmentOf(session: Session, id: string, netns: string) {
  return { containerId: `${session.namespace}-${id}`, netns, interface: "eth0" };
}

function recordPath(session: Session, id: string): string {
  return join(dataDirectory(session.address), "networks", session.namespace, `${id}.json`);
}

async function writeRecord(session: Session, id: string, record: NetworkRecord): Promise<void> {
  const path = recordPath(session, id);
  await mkdir(join(path, ".."), { recursive: true, mode: 0o700 });
  await writeFile(path, JSON.stringify(record));
}

async function readRecord(session: Session, id: string): Promise<NetworkRecord | undefined> {
  try {
    return JSON.parse(await readFile(recordPath(session, id), "utf8")) as NetworkRecord;
  } catch (error) {
    if (errnoOf(error) === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}
