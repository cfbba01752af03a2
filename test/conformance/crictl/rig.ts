// Two nodes, one of tsrt and one of containerd, with the same images and the same pods. Each command is run on both, and what it
// prints, its errors and its exit code are compared.
import { expect } from "bun:test";
import { mkdirSync, readdirSync, rmdirSync } from "node:fs";
import { Containerd } from "../../harness/containerd.ts";
import { Daemon } from "../../harness/daemon.ts";
import { pushImage } from "../../harness/image.ts";
import { type RegistryServer, startRegistry } from "../../harness/registry.ts";
import { type Scratch, scratch } from "../../harness/scratch.ts";
import { writePointToPoint } from "./network.ts";
import { Node, type NodeDaemon } from "./node.ts";
import { normalise, type Reading } from "./normalise.ts";

/** Below it are the cgroups of the pods of both nodes. */
export const cgroupParent = `/crictl-${process.pid}`;

export class Rig implements AsyncDisposable {
  readonly ours: Node;
  readonly theirs: Node;
  readonly #registry: RegistryServer;

  private constructor(registry: RegistryServer, ours: Node, theirs: Node) {
    this.#registry = registry;
    this.ours = ours;
    this.theirs = theirs;
  }

  static async start(): Promise<Rig> {
    const registry = await startRegistry();
    await pushImages(registry.host);
    const [ours, theirs] = await Promise.all([
      startNode(registry.host, "10.214.1.0/24", (config) => Daemon.start({ config })),
      startNode(registry.host, "10.214.2.0/24", (config) => Containerd.start({ config, cri: true })),
    ]);
    return new Rig(registry, ours, theirs);
  }

  /** Host of the registry, with its port. */
  get registry(): string {
    return this.#registry.host;
  }

  get nodes(): readonly Node[] {
    return [this.ours, this.theirs];
  }

  /** Expects that each command does the same on both nodes. They run at the same time. */
  same(...commands: readonly (readonly string[])[]): Promise<void> {
    return this.sameAs({}, ...commands);
  }

  /** The same for commands whose output is read in a special way. */
  async sameAs(reading: Reading, ...commands: readonly (readonly string[])[]): Promise<void> {
    const texts = this.nodes.map((node) =>
      Promise.all(commands.map((args) => this.#output(node, args, reading))),
    );
    const [ours = [], theirs = []] = await Promise.all(texts);
    expect(ours.join("\n")).toBe(theirs.join("\n"));
  }

  /** Expects that something that is done to each node has the same outcome. */
  async sameOutcome<T>(work: (node: Node) => Promise<T>): Promise<void> {
    const [ours, theirs] = await Promise.all([work(this.ours), work(this.theirs)]);
    expect(ours).toEqual(theirs);
  }

  /** Runs a command on both nodes that makes something, and calls it `name`. */
  async make(name: string, ...args: readonly string[]): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.make(name, args)));
  }

  async #output(node: Node, args: readonly string[], reading: Reading): Promise<string> {
    return `$ crictl ${args.join(" ")}\n${normalise(await node.crictl(args), node, args, reading)}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.nodes.map((node) => node[Symbol.asyncDispose]()));
    await this.#registry[Symbol.asyncDispose]();
    removeCgroups();
  }
}

async function pushImages(host: string): Promise<void> {
  await pushImage(`${host}/pause:1`, { config: { Entrypoint: ["/bin/sleep", "1000000"], Cmd: [] } });
  const config = { Env: ["PATH=/bin", "GREETING=hello"], WorkingDir: "/home", StopSignal: "SIGINT" };
  await pushImage(`${host}/busybox:1`, { config });
  await pushImage(`${host}/busybox:2`, { config: { ...config, Labels: { second: "" } } });
  await pushImage(`${host}/tools/user:latest`, { config: { User: "1000:50", Volumes: { "/volume": {} } } });
}

async function startNode(
  registry: string,
  subnet: string,
  start: (config: string) => Promise<NodeDaemon>,
): Promise<Node> {
  const files = scratch();
  writePointToPoint(files.join("network"), files.join("addresses"), subnet);
  mkdirSync(files.join("logs"));
  return new Node(files, await start(configOf(files, registry)), registry);
}

/** In the version that both read, with the table of containerd 1.x. */
function configOf(files: Scratch, registry: string): string {
  return `
[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "${registry}/pause:1"
restrict_oom_score_adj = true
netns_mounts_under_state_dir = true
enable_criu = true
[plugins."io.containerd.grpc.v1.cri".cni]
conf_dir = "${files.join("network")}"
bin_dir = "/usr/lib/cni"`;
}

/** Nobody removes the cgroup of a pod but who has made it: here the containers' runtime did. */
function removeCgroups(): void {
  const root = "/sys/fs/cgroup";
  for (const controller of readdirSync(root)) {
    try {
      rmdirSync(`${root}/${controller}${cgroupParent}`);
    } catch {
      // It has none, or it is no controller.
    }
  }
}
