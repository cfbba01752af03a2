// What was attached where, kept on disk from before the first plugin runs until the last DEL has succeeded: whoever
// attached something may die at any instant, and its successor can still detach it, also after the configuration changed.
import { randomUUID } from "node:crypto";
import { link, mkdir, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Json } from "../core/json.ts";
import { readShape, shape } from "../core/shape.ts";
import { alreadyExists, dataLoss, errnoOf } from "../errors/index.ts";
import { listIfPresent, readIfPresent } from "../linux/optional-file.ts";
import type { CapabilityArguments } from "./capabilities.ts";
import { checkName, type NetworkConfig, networkJson, networkOf } from "./config.ts";

/** A container's interface on one network. */
export interface Attachment {
  readonly containerId: string;
  /** Name of the interface in the container. */
  readonly interface: string;
  /** Path of the network namespace. */
  readonly netns: string;
  /** The configuration that it was attached with. */
  readonly network: NetworkConfig;
  readonly args: Readonly<Record<string, string>>;
  readonly capabilities: CapabilityArguments;
  /** What the last plugin of ADD printed; undefined until ADD has succeeded. */
  readonly result: Json | undefined;
}

/** Says what a file is. A later format gets a name of its own. */
const kind = "tsrt.cni.attachment.v1";

/** Attachments in a directory: a directory for each container, in it a file for each attachment. */
export class AttachmentStore {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Records an attachment that is about to be made. Already exists: the container has it. */
  async create(attachment: Attachment): Promise<void> {
    const path = this.#pathOf(attachment);
    await mkdir(join(path, ".."), { recursive: true, mode: 0o700 });
    const unfinished = await this.#write(path, attachment);
    try {
      await link(unfinished, path);
    } catch (error) {
      if (errnoOf(error) === "EEXIST") {
        throw alreadyExists(
          `attachment of ${JSON.stringify(attachment.containerId)} to network ${JSON.stringify(attachment.network.name)}`,
        );
      }
      throw error;
    } finally {
      await rm(unfinished, { force: true });
    }
  }

  /** Records what is known of an attachment by now. */
  async update(attachment: Attachment): Promise<void> {
    const path = this.#pathOf(attachment);
    await rename(await this.#write(path, attachment), path);
  }

  /** Forgets an attachment. It is no failure when there is none. */
  async remove(attachment: Attachment): Promise<void> {
    const path = this.#pathOf(attachment);
    await rm(path, { force: true });
    try {
      await rmdir(join(path, ".."));
    } catch (error) {
      if (!["ENOTEMPTY", "EEXIST", "ENOENT"].includes(errnoOf(error) ?? "")) {
        throw error;
      }
    }
  }

  /** Removes what a process left of a container that died before it had recorded an attachment. Attachments stay. */
  async sweep(containerId: string): Promise<void> {
    if ((await this.of(containerId)).length === 0) {
      await rm(join(this.#directory, containerId), { recursive: true, force: true });
    }
  }

  /** The attachments of a container, by interface. Data loss, naming the file: it cannot be read. */
  async of(containerId: string): Promise<Attachment[]> {
    checkName(containerId, "container id");
    const directory = join(this.#directory, containerId);
    const names = ((await listIfPresent(directory)) ?? []).filter((name) => name.endsWith(".json"));
    const found = await Promise.all(names.map((name) => readAttachment(join(directory, name))));
    return found
      .filter((attachment) => attachment !== undefined)
      .sort((left, right) => left.interface.localeCompare(right.interface));
  }

  /** All attachments. Data loss, naming the file: one cannot be read. */
  async all(): Promise<Attachment[]> {
    const ids = await this.containers();
    return (await Promise.all(ids.map((id) => this.of(id)))).flat();
  }

  /** Ids of the containers that have attachments. */
  async containers(): Promise<string[]> {
    return ((await listIfPresent(this.#directory)) ?? []).sort();
  }

  /** A colon is in neither name, so that the path is unique. */
  #pathOf({ containerId, network, interface: name }: Attachment): string {
    checkName(containerId, "container id");
    return join(this.#directory, containerId, `${network.name}:${name}.json`);
  }

  async #write(path: string, attachment: Attachment): Promise<string> {
    const { network, result, ...rest } = attachment;
    const unfinished = `${path}.${randomUUID()}`;
    const json = {
      kind,
      ...rest,
      network: networkJson(network),
      ...(result === undefined ? {} : { result }),
    };
    await writeFile(unfinished, JSON.stringify(json), { mode: 0o600 });
    return unfinished;
  }
}

const recordShape = shape.object({
  kind: shape.oneOf(kind),
  containerId: shape.text,
  interface: shape.text,
  netns: shape.text,
  network: shape.any,
  args: shape.map(shape.text),
  capabilities: shape.map(shape.any),
  result: shape.optional(shape.map(shape.any)),
});

/** Undefined when it was removed meanwhile. */
async function readAttachment(path: string): Promise<Attachment | undefined> {
  const text = await readIfPresent(path);
  if (text === undefined) {
    return undefined;
  }
  try {
    const { kind: _, network, ...fields } = readShape(recordShape, JSON.parse(text), path);
    return { ...fields, network: networkOf(network, `${path}: network`) };
  } catch (cause) {
    throw dataLoss(`attachment ${path} cannot be read`, { cause });
  }
}
