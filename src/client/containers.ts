import type { Container, NewContainer } from "../core/container.ts";
import type { Labels } from "../core/labels.ts";
import { isKind } from "../errors/index.ts";
import { type Stub, stub } from "../rpc/channel.ts";
import { ContainersService, type Container as WireContainer } from "../rpc/gen/containers.ts";
import { anyOf, required, timestampOf } from "./convert.ts";
import type { RequestOptions, Wire } from "./wire.ts";

/** Records of containers. What can be done with one container is on `client.container(id)`. */
export class Containers {
  readonly #wire: Wire;
  readonly #service: Stub<typeof ContainersService>;

  constructor(wire: Wire) {
    this.#wire = wire;
    this.#service = stub(wire.channel, ContainersService);
  }

  /** The record of a container. Not found: `container "x" in namespace "n"`. */
  async get(id: string, options?: RequestOptions): Promise<Container> {
    const { container } = await this.#service.get({ id }, this.#wire.call(options));
    return containerOf(container);
  }

  /** The records that match any of the filters, e.g. `labels.app==web`; without filters all. Streamed where the daemon can. */
  async list(filters: readonly string[] = [], options?: RequestOptions): Promise<Container[]> {
    const request = { filters: [...filters] };
    const found: Container[] = [];
    try {
      for await (const { container } of this.#service.listStream(request, this.#wire.call(options))) {
        found.push(containerOf(container));
      }
      return found;
    } catch (error) {
      if (!isKind(error, "not implemented")) {
        throw error;
      }
    }
    const { containers } = await this.#service.list(request, this.#wire.call(options));
    return containers.map(containerOf);
  }

  /** Makes a record. Already exists: the id is taken. */
  async create(container: NewContainer, options?: RequestOptions): Promise<Container> {
    const request = { container: wireContainer(container) };
    const answer = await this.#service.create(request, this.#wire.call(options));
    return containerOf(answer.container);
  }

  /** Changes the fields that `paths` name: `labels[.K]`, `spec`, `extensions[.K]`, `image`, `snapshotkey`. */
  async update(
    container: NewContainer,
    paths: readonly string[],
    options?: RequestOptions,
  ): Promise<Container> {
    const request = { container: wireContainer(container), updateMask: { paths: [...paths] } };
    const answer = await this.#service.update(request, this.#wire.call(options));
    return containerOf(answer.container);
  }

  /** Sets these labels and leaves the others as they are. An empty value deletes a label. */
  async label(id: string, labels: Labels, options?: RequestOptions): Promise<Container> {
    const updateMask = { paths: Object.keys(labels).map((key) => `labels.${key}`) };
    const answer = await this.#service.update(
      { container: { id, labels: { ...labels } }, updateMask },
      this.#wire.call(options),
    );
    return containerOf(answer.container);
  }

  /** Deletes the record and nothing else; `Container.delete` knows of tasks and snapshots. Not found: `container x`. */
  async delete(id: string, options?: RequestOptions): Promise<void> {
    await this.#service.delete({ id }, this.#wire.call(options));
  }
}

function containerOf(wire: WireContainer | null): Container {
  const container = required(wire, "a container");
  const { id, labels, image, snapshotter, snapshotKey, sandbox, extensions } = container;
  const runtime = required(container.runtime, "the container's runtime");
  return {
    id,
    labels,
    image,
    snapshotter,
    snapshotKey,
    sandbox,
    extensions,
    runtime: { name: runtime.name, options: runtime.options ?? undefined },
    spec: anyOf(container.spec),
    createdAt: timestampOf(container.createdAt),
    updatedAt: timestampOf(container.updatedAt),
  };
}

function wireContainer({ runtime, labels, extensions, ...rest }: NewContainer) {
  return {
    ...rest,
    labels: { ...labels },
    extensions: { ...extensions },
    runtime: { name: runtime.name, options: runtime.options ?? null },
  };
}
