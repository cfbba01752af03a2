import type { Labels } from "../core/labels.ts";
import type { Namespace } from "../core/namespace.ts";
import { type Stub, stub } from "../rpc/channel.ts";
import { NamespacesService } from "../rpc/gen/namespaces.ts";
import { required } from "./convert.ts";
import type { RequestOptions, Wire } from "./wire.ts";

/** The daemon's namespaces. Each has images, containers, content and snapshots of its own. */
export class Namespaces {
  readonly #wire: Wire;
  readonly #service: Stub<typeof NamespacesService>;

  constructor(wire: Wire) {
    this.#wire = wire;
    this.#service = stub(wire.channel, NamespacesService);
  }

  /** A namespace and its labels. A name that is not known is no error: it has no labels. */
  async get(name: string, options?: RequestOptions): Promise<Namespace> {
    const { namespace } = await this.#service.get({ name }, this.#wire.call(options));
    return namespaceOf(required(namespace, "a namespace"));
  }

  /** All namespaces with their labels. */
  async list(options?: RequestOptions): Promise<Namespace[]> {
    const { namespaces } = await this.#service.list({}, this.#wire.call(options));
    return namespaces.map(namespaceOf);
  }

  /** Makes a namespace. Already exists: the name is taken. */
  async create(name: string, labels: Labels = {}, options?: RequestOptions): Promise<void> {
    await this.#service.create({ namespace: { name, labels } }, this.#wire.call(options));
  }

  /** Sets these labels and leaves the others as they are. An empty value deletes a label. */
  async label(name: string, labels: Labels, options?: RequestOptions): Promise<void> {
    const updateMask = { paths: Object.keys(labels).map((key) => `labels.${key}`) };
    await this.#service.update({ namespace: { name, labels }, updateMask }, this.#wire.call(options));
  }

  /** Deletes a namespace. Failed precondition: it is not empty. */
  async delete(name: string, options?: RequestOptions): Promise<void> {
    await this.#service.delete({ name }, this.#wire.call(options));
  }
}

function namespaceOf({ name, labels }: Namespace): Namespace {
  return { name, labels };
}
