import { dirname, resolve } from "node:path";
import { abortable, type Scoped } from "../context/index.ts";
import type { Descriptor, Platform } from "../core/descriptor.ts";
import { createContainer } from "../oci/container/create.ts";
import type { Channel } from "../rpc/channel.ts";
import { grpcChannel } from "../rpc/grpc/client.ts";
import { bunTransport } from "../rpc/transport/bun.ts";
import { Container } from "./container.ts";
import { Containers } from "./containers.ts";
import { Content } from "./content.ts";
import { type Defaults, defaultRuntime, defaultSnapshotter, defaultsOf } from "./defaults.ts";
import { type DiffOptions, diffSnapshots } from "./diff.ts";
import { Events } from "./events.ts";
import { Image } from "./image.ts";
import { Images } from "./images.ts";
import { Introspection } from "./introspection.ts";
import { Leases } from "./leases.ts";
import { Namespaces } from "./namespaces.ts";
import { type NewContainer, planOf } from "./new-container.ts";
import { remoteStores } from "./remote-stores.ts";
import { Snapshots } from "./snapshots.ts";
import { Tasks } from "./tasks.ts";
import {
  type ExportOptions,
  exportArchive,
  type ImportOptions,
  importArchive,
  type PullOptions,
  type PushOptions,
  pull,
  push,
} from "./transfer.ts";
import { exists, unpackImage } from "./unpack.ts";
import { type RequestOptions, Wire } from "./wire.ts";

/** How to connect, and which namespace to see. */
export interface ConnectOptions {
  /** Default: `default`. */
  readonly namespace?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A connection to a daemon, tsrt's or containerd's, seen from one namespace.
 *
 * ```ts
 * await using client = await Client.connect("/run/tsrt/tsrt.sock");
 * const image = await client.pull("docker.io/library/busybox:latest", { unpack: true });
 * ```
 */
export class Client implements AsyncDisposable {
  readonly namespaces: Namespaces;
  readonly images: Images;
  readonly content: Content;
  readonly leases: Leases;
  readonly containers: Containers;
  readonly tasks: Tasks;
  readonly events: Events;
  readonly introspection: Introspection;
  readonly #wire: Wire;
  readonly #stores = remoteStores(this, (work) => this.#later(work));
  readonly #background = new Set<Promise<void>>();

  constructor(wire: Wire) {
    this.#wire = wire;
    this.namespaces = new Namespaces(wire);
    this.images = new Images(wire);
    this.content = new Content(wire);
    this.leases = new Leases(wire);
    this.containers = new Containers(wire);
    this.tasks = new Tasks(wire);
    this.events = new Events(wire);
    this.introspection = new Introspection(wire);
  }

  /** Unavailable when nobody answers at the socket's path. */
  static async connect(address: string, options: ConnectOptions = {}): Promise<Client> {
    // FIFOs are made beside it, and their paths go to the daemon, whose cwd is another.
    const path = resolve(address.replace(/^unix:\/\//, ""));
    const duplex = await abortable(
      bunTransport.connect({ path }),
      options.signal ?? new AbortController().signal,
    );
    const channel = grpcChannel(duplex);
    return new Client(new Wire(channel, options.namespace ?? "default", path));
  }

  /** The namespace that all requests are made in. */
  get namespace(): string {
    return this.#wire.namespace;
  }

  /** Below it are the FIFOs of tasks, unless told otherwise: where the socket is. */
  get directory(): string {
    return dirname(this.#wire.address);
  }

  /** Resolves when the connection is gone, whoever ended it. */
  get closed(): Promise<void> {
    return this.#wire.channel.closed;
  }

  /** For services that this class does not wrap: `stub(client.channel, SomeService)`. */
  get channel(): Channel {
    return this.#wire.channel;
  }

  /** The same connection seen from another namespace. Closing either closes both. */
  in(namespace: string): Client {
    return new Client(new Wire(this.#wire.channel, namespace, this.#wire.address));
  }

  /** Empty name: the daemon's default. */
  snapshots(snapshotter: string): Snapshots {
    return new Snapshots(this.#wire, snapshotter);
  }

  /** `name`, or without one the namespace's default: its label `containerd.io/defaults/snapshotter`, or `overlayfs`. */
  async snapshotterFor(name?: string, options?: RequestOptions): Promise<string> {
    return name || (await this.#defaults(options)).snapshotter || defaultSnapshotter;
  }

  /** `name`, or without one the namespace's default: its label `containerd.io/defaults/runtime`, or runc's. */
  async runtimeFor(name?: string, options?: RequestOptions): Promise<string> {
    return name || (await this.#defaults(options)).runtime || defaultRuntime;
  }

  /** What a name stands for, for one platform. Not found: `image "x"`. */
  async image(name: string, platform?: Platform, options: RequestOptions = {}): Promise<Image> {
    const record = await this.images.get(name, options);
    return this.imageOf(record, platform, options);
  }

  /** An image whose record is known already, without a request. */
  imageOf(record: Image["record"], platform?: Platform, options: RequestOptions = {}): Image {
    return new Image(this.content, record, this.#contextOf(options), platform);
  }

  /** Fetches an image, done by the daemon; its layers are unpacked as they come if `unpack` says so. */
  async pull(reference: string, options: PullOptions = {}): Promise<Image> {
    await pull(this.#wire, reference, await this.#whereToUnpack(options));
    return this.image(reference, options.platform, options);
  }

  /** Sends an image to its registry, done by the daemon. Not found: `image "x"`. */
  push(reference: string, options: PushOptions = {}): Promise<void> {
    return push(this.#wire, reference, options);
  }

  /** Reads an archive, OCI's or docker's. */
  async import(archive: AsyncIterable<Uint8Array>, options: ImportOptions = {}): Promise<void> {
    await importArchive(this.#wire, archive, await this.#whereToUnpack(options));
  }

  /** Writes an OCI archive of the named images. */
  export(
    names: readonly string[],
    write: (bytes: Uint8Array) => void | Promise<void>,
    options: ExportOptions = {},
  ): Promise<void> {
    return exportArchive(this.#wire, names, write, options);
  }

  /** Whether all of the image's layers are in the snapshotter. False for artifacts, and for images without layers. */
  async isUnpacked(image: Image, snapshotter: string, options?: RequestOptions): Promise<boolean> {
    const name = (await image.isArtifact()) ? "" : await image.chainId();
    return name !== "" && (await exists(this.snapshots(snapshotter), name, options));
  }

  /** Puts a fetched image's layers into the snapshotter; those that are there already stay. Failed precondition: artifacts. */
  async unpack(image: Image, snapshotter: string, options: RequestOptions = {}): Promise<void> {
    await using lease = await this.leases.hold(options);
    await unpackImage(this.#wire, image, this.snapshots(snapshotter), { ...options, lease: lease.id });
    const label = `containerd.io/gc.ref.snapshot.${snapshotter}`;
    const { config } = await image.manifest();
    await this.content.label(config.digest, { [label]: await image.chainId() }, options);
  }

  /** What snapshot `upper` adds to `lower` (default: its parent), as a layer in the content store. */
  diff(snapshotter: string, upper: string, lower?: string, options: DiffOptions = {}): Promise<Descriptor> {
    return diffSnapshots(this.#wire, this.snapshots(snapshotter), upper, lower, options);
  }

  /**
   * Records a container, with a snapshot of its own if `newSnapshot` says so. Nothing runs yet. Already exists: the id or
   * the snapshot's key is taken. When it fails, nothing of it stays.
   */
  async newContainer(id: string, container: NewContainer, options: RequestOptions = {}): Promise<Container> {
    const plan = await planOf(this, container, options);
    const { record, mounts } = await createContainer(this.#contextOf(options), this.#stores, id, plan);
    return new Container(this, record, mounts);
  }

  /** Not found: `container "x" in namespace "n"`. */
  async container(id: string, options?: RequestOptions): Promise<Container> {
    return new Container(this, await this.containers.get(id, options));
  }

  /** Ends the connection; requests under way fail with `unavailable`. */
  async close(): Promise<void> {
    await Promise.all(this.#background);
    await this.#wire.channel.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The context of work that makes several requests. */
  #contextOf({ signal, timeout, lease }: RequestOptions): Scoped {
    const deadline = timeout === undefined ? undefined : Date.now() + timeout;
    return { signal: signal ?? new AbortController().signal, deadline, lease, namespace: this.namespace };
  }

  #defaults(options?: RequestOptions): Promise<Defaults> {
    return defaultsOf(this.namespaces, this.namespace, options);
  }

  /** Where neither the caller nor the namespace says it, the daemon decides. */
  async #whereToUnpack<O extends PullOptions | ImportOptions>(options: O): Promise<O> {
    const isOpen = options.unpack === true && !options.snapshotter;
    return isOpen ? { ...options, snapshotter: (await this.#defaults(options)).snapshotter } : options;
  }

  /** What nobody has to wait for, and what may fail: a lease that stays ends by itself. */
  #later(work: Promise<void>): void {
    const done: Promise<void> = work.catch(() => {}).finally(() => this.#background.delete(done));
    this.#background.add(done);
  }
}
