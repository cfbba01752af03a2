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
import { diffSnapshots, type SnapshotDiffOptions } from "./diff.ts";
import { Events } from "./events.ts";
import { Image } from "./image.ts";
import { Images } from "./images.ts";
import { Introspection } from "./introspection.ts";
import { Leases } from "./leases.ts";
import { Namespaces } from "./namespaces.ts";
import { type NewContainerOptions, planOf } from "./new-container.ts";
import { Pods } from "./pods.ts";
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

/** How to connect, and which namespace to work in. */
export interface ConnectOptions {
  /** Name of the namespace. Default: `default`. */
  readonly namespace?: string | undefined;
  /** Gives up connecting. */
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
  /** Namespaces and their labels. */
  readonly namespaces: Namespaces;
  /** Records of images. */
  readonly images: Images;
  /** Blobs and ingests. */
  readonly content: Content;
  /** Leases, which protect from collection. */
  readonly leases: Leases;
  /** Records of containers. */
  readonly containers: Containers;
  /** Tasks and execs. */
  readonly tasks: Tasks;
  /** Pods and their containers, which kubelet makes over CRI. They are the same in every namespace. */
  readonly pods: Pods;
  /** What happens in the daemon. */
  readonly events: Events;
  /** The daemon's version, health and plugins. */
  readonly introspection: Introspection;
  readonly #wire: Wire;
  readonly #stores = remoteStores(this, (work) => this.#later(work));
  readonly #background = new Set<Promise<void>>();

  /** Use `Client.connect`. */
  constructor(wire: Wire) {
    this.#wire = wire;
    this.namespaces = new Namespaces(wire);
    this.images = new Images(wire);
    this.content = new Content(wire);
    this.leases = new Leases(wire);
    this.containers = new Containers(wire);
    this.tasks = new Tasks(wire);
    this.pods = new Pods(wire);
    this.events = new Events(wire);
    this.introspection = new Introspection(wire);
  }

  /**
   * Connects to the daemon at a socket's path, with or without `unix://`.
   *
   * @throws unavailable: nobody answers there; canceled: `signal` aborted.
   */
  static async connect(address: string, options: ConnectOptions = {}): Promise<Client> {
    // FIFOs are made beside the socket, and their paths are sent to the daemon, whose working directory is another.
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

  /** The directory of the socket. FIFOs of tasks are made below it unless `Streams.directory` names another place. */
  get directory(): string {
    return dirname(this.#wire.address);
  }

  /** Resolves when the connection has ended, whoever ended it. */
  get closed(): Promise<void> {
    return this.#wire.channel.closed;
  }

  /** The connection, for services that this class does not wrap: `stub(client.channel, SomeService)`. */
  get channel(): Channel {
    return this.#wire.channel;
  }

  /** The same connection seen from another namespace. Closing either closes both. */
  in(namespace: string): Client {
    return new Client(new Wire(this.#wire.channel, namespace, this.#wire.address));
  }

  /** The snapshots of a snapshotter; an empty name stands for the daemon's default. */
  snapshots(snapshotter: string): Snapshots {
    return new Snapshots(this.#wire, snapshotter);
  }

  /** The name, or the namespace's default where it is empty: the label `containerd.io/defaults/snapshotter`, else `overlayfs`. */
  async snapshotterFor(name?: string, options?: RequestOptions): Promise<string> {
    return name || (await this.#defaults(options)).snapshotter || defaultSnapshotter;
  }

  /** The name, or the namespace's default where it is empty: the label `containerd.io/defaults/runtime`, else runc's. */
  async runtimeFor(name?: string, options?: RequestOptions): Promise<string> {
    return name || (await this.#defaults(options)).runtime || defaultRuntime;
  }

  /** The image of a name, seen for one platform (default: this machine's). Not found: `image "x"`. */
  async image(name: string, platform?: Platform, options: RequestOptions = {}): Promise<Image> {
    const record = await this.images.get(name, options);
    return this.imageOf(record, platform, options);
  }

  /** The image of a record that is known already. No request is made. */
  imageOf(record: Image["record"], platform?: Platform, options: RequestOptions = {}): Image {
    return new Image(this.content, record, this.#contextOf(options), platform);
  }

  /**
   * Has the daemon fetch an image from its registry, and unpack its layers as they come if `unpack` says so.
   *
   * @throws not found: the registry has no such image; what the registry refused, by its kind.
   */
  async pull(reference: string, options: PullOptions = {}): Promise<Image> {
    await pull(this.#wire, reference, await this.#whereToUnpack(options));
    return this.image(reference, options.platform, options);
  }

  /** Has the daemon send an image to its registry. Not found: `image "x"`. */
  push(reference: string, options: PushOptions = {}): Promise<void> {
    return push(this.#wire, reference, options);
  }

  /** Sends an archive to the daemon, which makes images of it: an OCI layout or what `docker save` writes, as tar. */
  async import(archive: AsyncIterable<Uint8Array>, options: ImportOptions = {}): Promise<void> {
    await importArchive(this.#wire, archive, await this.#whereToUnpack(options));
  }

  /** Has the daemon make an OCI archive of images, and gives it to `write` as it comes. Not found: `image "x"`. */
  export(
    names: readonly string[],
    write: (bytes: Uint8Array) => void | Promise<void>,
    options: ExportOptions = {},
  ): Promise<void> {
    return exportArchive(this.#wire, names, write, options);
  }

  /** Whether all layers of an image are in a snapshotter. False for artifacts, and for images without layers. */
  async isUnpacked(image: Image, snapshotter: string, options?: RequestOptions): Promise<boolean> {
    const name = (await image.isArtifact()) ? "" : await image.chainId();
    return name !== "" && (await exists(this.snapshots(snapshotter), name, options));
  }

  /**
   * Unpacks the layers of a fetched image into a snapshotter. Layers that are there already are left as they are.
   *
   * @throws failed precondition: the image is an artifact; data loss: a layer is not what the image's configuration says.
   */
  async unpack(image: Image, snapshotter: string, options: RequestOptions = {}): Promise<void> {
    await using lease = await this.leases.hold(options);
    await unpackImage(this.#wire, image, this.snapshots(snapshotter), { ...options, lease: lease.id });
    const label = `containerd.io/gc.ref.snapshot.${snapshotter}`;
    const { config } = await image.manifest();
    await this.content.label(config.digest, { [label]: await image.chainId() }, options);
  }

  /** Makes a layer of what a snapshot adds to another (default: its parent), and gives its descriptor. */
  diff(
    snapshotter: string,
    upper: string,
    lower?: string,
    options: SnapshotDiffOptions = {},
  ): Promise<Descriptor> {
    return diffSnapshots(this.#wire, this.snapshots(snapshotter), upper, lower, options);
  }

  /**
   * Records a container, with a snapshot of its own if `newSnapshot` says so. Nothing runs yet. Already exists: the id or
   * the snapshot's key is taken. When it fails, nothing of it stays.
   */
  async newContainer(
    id: string,
    container: NewContainerOptions,
    options: RequestOptions = {},
  ): Promise<Container> {
    const plan = await planOf(this, container, options);
    const { record, mounts } = await createContainer(this.#contextOf(options), this.#stores, id, plan);
    return new Container(this, record, mounts);
  }

  /** The container of this id. Not found: `container "x" in namespace "n"`. */
  async container(id: string, options?: RequestOptions): Promise<Container> {
    return new Container(this, await this.containers.get(id, options));
  }

  /** Ends the connection. Requests that are under way fail as `unavailable`. */
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

  /** Fills in the namespace's snapshotter. Where neither caller nor namespace names one, the daemon decides. */
  async #whereToUnpack<O extends PullOptions | ImportOptions>(options: O): Promise<O> {
    const isOpen = options.unpack === true && !options.snapshotter;
    return isOpen ? { ...options, snapshotter: (await this.#defaults(options)).snapshotter } : options;
  }

  /** Work that nobody has to wait for, and that may fail: a lease that is not deleted ends by itself. */
  #later(work: Promise<void>): void {
    const done: Promise<void> = work.catch(() => {}).finally(() => this.#background.delete(done));
    this.#background.add(done);
  }
}
