import type { Labels } from "../core/labels.ts";
import type { Namespace } from "../core/namespace.ts";
import { type Stub, stub } from "../rpc/channel.ts";
import { NamespacesService } from "../rpc/gen/namespaces.ts";
import { required } from "./convert.ts";
import type { RequestOptions, Wire } from "./wire.ts";

/** The daemon's namespaces: each keeps its own images, containers, content and snapshots apart. */
export class Namespaces {
  readonly #wire: Wire;
  readonly #service: Stub<typeof NamespacesService>;

  constructor(wire: Wire) {
    this.#wire = wire;
    this.#service = stub(wire.channel, NamespacesService);
  }

  /** An unknown name is no error: its labels are empty. */
  async get(name: string, options?: RequestOptions): Promise<Namespace> {
    const { namespace } = await this.#service.get({ name }, this.#wire.call(options));
    return namespaceOf(required(namespace, "a namespace"));
  }

  /** All of them, with their labels. */
  async list(options?: RequestOptions): Promise<Namespace[]> {
    const { namespaces } = await this.#service.list({}, this.#wire.call(options));
    return namespaces.map(namespaceOf);
  }

  /** Already exists when the name is taken. */
  async create(name: string, labels: Labels = {}, options?: RequestOptions): Promise<void> {
    await this.#service.create({ namespace: { name, labels } }, this.#wire.call(options));
  }

  /** Sets these labels and leaves the others; an empty value deletes. */
  async label(name: string, labels: Labels, options?: RequestOptions): Promise<void> {
    const updateMask = { paths: Object.keys(labels).map((key) => `labels.${key}`) };
    await this.#service.update({ namespace: { name, labels }, updateMask }, this.#wire.call(options));
  }

  /** Failed precondition while anything is in it. */
  async delete(name: string, options?: RequestOptions): Promise<void> {
    await this.#service.delete({ name }, this.#wire.call(options));
  }
}

function namespaceOf({ name, labels }: Namespace): Namespace {
  return { name, labels };
}
