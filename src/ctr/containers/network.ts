// The network of one container: a namespace of its own, attached by CNI plugins. It is made before the container, because
// the container's spec names the namespace, and kept until the container is removed, so that its task may be started again.
import { randomUUID } from "node:crypto";
import { closeSync, fstatSync, openSync, statSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isKind, type Labels, messageOf } from "../../client/index.ts";
import { Cni } from "../../cni/cni.ts";
import { type NetworkConfig, networkOf } from "../../cni/config.ts";
import { deleteNetwork } from "../../cni/network.ts";
import { addressesOf } from "../../cni/summary.ts";
import { ctrDirectory } from "../../core/ctr-directory.ts";
import { checkIdentifier } from "../../core/identifier.ts";
import type { Json } from "../../core/json.ts";
import { readShape, shape } from "../../core/shape.ts";
import { alreadyExists, dataLoss, errnoOf } from "../../errors/index.ts";
import { tryLock } from "../../linux/lock.ts";
import { createNamespace, deleteNamespace } from "../../linux/namespaces.ts";
import { listIfPresent, readIfPresent } from "../../linux/optional-file.ts";
import type { Session } from "../command.ts";
import { warn } from "../print/output.ts";

/** A network for a container that does not exist yet. */
export interface PreparedNetwork {
  /** Path of the namespace. */
  readonly netns: string;
  /** Addresses of the container, without their prefixes. */
  readonly addresses: readonly string[];
  /** The container exists: from now on the network goes with it. */
  keep(): void;
  /** There will be no container: detaches the namespace and removes it. */
  release(): Promise<void>;
}

/** Label of a container that has a network of ours: its addresses, joined by commas. */
export const addressLabel = "tsrt.io/ip";

const netnsDirectory = "/run/netns";

/** The variables are those of cnitool and podman. */
const configDirectory = (): string => process.env.NETCONFPATH || "/etc/cni/net.d";
const pluginDirectories = (): string[] => (process.env.CNI_PATH || "/opt/cni/bin:/usr/lib/cni").split(":");

/**
 * Makes a namespace for a container and attaches it to the first network of the configuration. Before that, networks that
 * nobody needs any more are removed: those of containers that are gone, and of commands that were killed midway.
 */
export async function prepareNetwork(session: Session, id: string): Promise<PreparedNetwork> {
  const networks = new ContainerNetworks(session);
  await networks.removeUnused();
  return networks.prepare(id);
}

/** What a container's labels say of its network. */
export function networkLabels(network: PreparedNetwork | undefined): Labels {
  return network === undefined ? {} : { [addressLabel]: network.addresses.join(",") };
}

/** Detaches and removes a container's network. Does nothing for a container that has none of ours. */
export async function removeNetwork(session: Session, id: string, labels: Labels): Promise<void> {
  if (labels[addressLabel] !== undefined) {
    await new ContainerNetworks(session).remove(id);
  }
}

/** The networks that this CLI keeps for one namespace of one daemon. */
class ContainerNetworks {
  readonly #session: Session;
  /** A file for each network: the path of its namespace. Whoever makes a network holds the lock of its file. */
  readonly #directory: string;
  readonly #cni: Cni;

  constructor(session: Session) {
    this.#session = session;
    const data = ctrDirectory(session.address);
    this.#directory = join(data, "networks", session.namespace);
    this.#cni = new Cni({
      configDirectory: configDirectory(),
      pluginDirectories: pluginDirectories(),
      stateDirectory: join(data, "attachments"),
      onCleanUpFailure: (error) => warn(messageOf(error)),
    });
  }

  async prepare(id: string): Promise<PreparedNetwork> {
    await this.#cni.load();
    const netns = join(netnsDirectory, `cni-${randomUUID()}`);
    const lock = await this.#record(id, netns);
    try {
      createNamespace({ type: "network", path: netns });
      const attached = await this.#cni.attach({ containerId: basename(netns), netns }, this.#session.signal);
      const addresses = addressesOf(attached.map(({ result }) => result));
      return { netns, addresses, keep: () => closeSync(lock), release: () => this.#abandon(id, lock) };
    } catch (error) {
      await this.#abandon(id, lock);
      throw error;
    }
  }

  /** What cannot be detached stays recorded, so that a later command can try again. */
  async remove(id: string): Promise<void> {
    const record = await readRecord(this.#pathOf(id));
    if (record !== undefined) {
      await this.#detach(id, record);
      deleteNamespace(record.netns);
    }
    await rm(this.#pathOf(id), { force: true });
  }

  async #detach(id: string, { netns, legacy }: NetworkRecord): Promise<void> {
    await this.#cni.detach(basename(netns));
    if (legacy !== undefined) {
      const endpoint = { containerId: `${this.#session.namespace}-${id}`, netns, interface: "eth0" };
      const limits = { pluginDirectories: pluginDirectories(), timeout: 60_000 };
      await deleteNetwork(legacy.network, endpoint, legacy.result, limits);
    }
  }

  async removeUnused(): Promise<void> {
    const recorded = await this.#recorded();
    if (recorded.length === 0) {
      return;
    }
    const { containers } = await this.#session.connect();
    const used = new Set((await containers.list([], this.#session)).map(({ id }) => id));
    for (const id of recorded.filter((name) => !used.has(name))) {
      await this.#removeUnless(id);
    }
  }

  /** A network whose file is locked belongs to a container that is being made at this moment. */
  async #removeUnless(id: string): Promise<void> {
    const lock = this.#openLock(id);
    if (lock === undefined) {
      return;
    }
    try {
      const isCurrent = fstatSync(lock).ino === statSync(this.#pathOf(id), { throwIfNoEntry: false })?.ino;
      if (tryLock(lock) && isCurrent && (await this.#isUnused(id))) {
        await this.remove(id);
      }
    } catch (error) {
      warn(`network of ${JSON.stringify(id)}, which no container needs: ${messageOf(error)}`);
    } finally {
      closeSync(lock);
    }
  }

  /** Asked again under the lock: whoever held it may have made the container. */
  async #isUnused(id: string): Promise<boolean> {
    const { containers } = await this.#session.connect();
    try {
      await containers.get(id, this.#session);
      return false;
    } catch (error) {
      if (isKind(error, "not found")) {
        return true;
      }
      throw error;
    }
  }

  async #abandon(id: string, lock: number): Promise<void> {
    try {
      await this.remove(id);
    } catch (error) {
      warn(messageOf(error));
    } finally {
      closeSync(lock);
    }
  }

  /** Writes the file of a new network, and gives the open file that holds its lock. Already exists: the id is taken. */
  async #record(id: string, netns: string): Promise<number> {
    const path = this.#pathOf(id);
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    let lock: number;
    try {
      lock = openSync(path, "wx", 0o600);
    } catch (error) {
      throw errnoOf(error) === "EEXIST" ? alreadyExists(`container ${JSON.stringify(id)}`) : error;
    }
    tryLock(lock);
    await writeFile(path, JSON.stringify({ netns }));
    return lock;
  }

  #openLock(id: string): number | undefined {
    try {
      return openSync(this.#pathOf(id), "r+");
    } catch (error) {
      if (errnoOf(error) === "ENOENT") {
        return undefined;
      }
      throw error;
    }
  }

  async #recorded(): Promise<string[]> {
    const names = (await listIfPresent(this.#directory)) ?? [];
    return names.filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -".json".length));
  }

  #pathOf(id: string): string {
    checkIdentifier(id);
    return join(this.#directory, `${id}.json`);
  }
}

/** What the file of a network holds. */
interface NetworkRecord {
  /** Path of the namespace. Its last part is the network's id for the plugins. */
  readonly netns: string;
  /** What the first release wrote beside it, which had no records of attachments. */
  readonly legacy: { readonly network: NetworkConfig; readonly result: Json | undefined } | undefined;
}

const recordShape = shape.object({
  netns: shape.text,
  network: shape.any,
  result: shape.optional(shape.map(shape.any)),
});

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw dataLoss(`${path}: not JSON`, { cause });
  }
}

/** Undefined when there is no network, or when its command was killed before it wrote the file: then nothing was made. */
async function readRecord(path: string): Promise<NetworkRecord | undefined> {
  const text = await readIfPresent(path);
  if (text === undefined || text === "") {
    return undefined;
  }
  const { netns, network, result } = readShape(recordShape, parseJson(text, path), path, dataLoss);
  if (dirname(netns) !== netnsDirectory) {
    throw dataLoss(`${path}: ${JSON.stringify(netns)} is not one of our network namespaces`);
  }
  const legacy = network === undefined ? undefined : { network: networkOf(network, path), result };
  return { netns, legacy };
}
