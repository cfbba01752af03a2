// The daemons as nodes of Kubernetes: each serves CRI with the same image, runc and CNI plugins. Each has a network namespace of its
// own, so that the bridges and addresses of pods do not touch the host's network.
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { type Channel, stub } from "../../src/rpc/channel.ts";
import { type PodSandboxConfig, RuntimeServiceService } from "../../src/rpc/gen/cri.ts";
import type { Init } from "../../src/rpc/message.ts";
import { command, environment, eventually, succeed } from "../../test/harness/command.ts";
import { executable } from "../../test/harness/daemon.ts";
import { writeArchive } from "../../test/harness/image.ts";
import { preferredReference } from "../../test/harness/reference.ts";
import { scratch } from "../../test/harness/scratch.ts";
import { connect } from "./calls.ts";
import type { Mark, Row } from "./measure.ts";

export const podImage = "docker.io/library/busybox:bench-pods";

/** The command line of a daemon, by the path of its configuration. */
type Words = (config: string) => string[];

export type Runtime = ReturnType<typeof stub<typeof RuntimeServiceService>>;

/** A busybox that sleeps, as a pause image and as the image of containers. */
const podImageConfig = { Entrypoint: ["/bin/sleep", "1000000"], Cmd: [] };

const network = {
  cniVersion: "1.0.0",
  name: "bench",
  plugins: [
    {
      type: "bridge",
      bridge: "bench0",
      isGateway: true,
      ipam: { type: "host-local", ranges: [[{ subnet: "10.212.0.0/16" }]] },
    },
  ],
};

/** Both daemons read this. NRI's socket is one for all daemons of a machine, and `opt` writes to /opt. */
function configOf(directory: string, address: string): string {
  return `version = 2
root = "${directory}/root"
state = "${directory}/state"
disabled_plugins = ["io.containerd.nri.v1.nri", "io.containerd.internal.v1.opt"]
[grpc]
  address = "${address}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${podImage}"
  netns_mounts_under_state_dir = true
  restrict_oom_score_adj = true
[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "/usr/lib/cni"
  conf_dir = "${directory}/net.d"
`;
}

export class Node implements AsyncDisposable {
  readonly name: string;
  readonly #scratch = scratch("node-");
  readonly #words: Words;
  #process: Bun.Subprocess | undefined;
  #channel: Channel | undefined;

  private constructor(name: string, words: Words, more: string) {
    this.name = name;
    this.#words = words;
    const { path } = this.#scratch;
    mkdirSync(this.#scratch.join("net.d"));
    // The addresses of an earlier bench must not count.
    const ipam = { ...network.plugins[0]?.ipam, dataDir: this.#scratch.join("addresses") };
    const plugins = [{ ...network.plugins[0], ipam }];
    writeFileSync(this.#scratch.join("net.d/bench.conflist"), JSON.stringify({ ...network, plugins }));
    writeFileSync(this.#scratch.join("config.toml"), configOf(path, this.address) + more);
  }

  static async start(name: string, words: Words, archive: string, more: string): Promise<Node> {
    const node = new Node(name, words, more);
    try {
      await node.#begin(archive);
      return node;
    } catch (error) {
      await node[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #begin(archive: string): Promise<void> {
    await succeed(["touch", this.#networkNamespace]);
    await succeed(["unshare", `--net=${this.#networkNamespace}`, "ip", "link", "set", "lo", "up"]);
    this.spawn();
    await eventually(`${this.name} to answer`, () => this.answers());
    const { ctr } = preferredReference();
    await succeed([ctr, "-a", this.address, "-n", "k8s.io", "image", "import", archive]);
  }

  /** What its processes have in their command lines. */
  get directory(): string {
    return this.#scratch.path;
  }

  get address(): string {
    return this.#scratch.join("s.sock");
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  get log(): string {
    return readFileSync(this.#scratch.join("log"), "utf8");
  }

  /** Starts the daemon, and does not wait for it. */
  spawn(): void {
    const log = openSync(this.#scratch.join("log"), "a");
    const words = this.#words(this.#scratch.join("config.toml"));
    this.#process = Bun.spawn(["nsenter", `--net=${this.#networkNamespace}`, "--", ...words], {
      stdio: ["ignore", log, log],
      env: environment,
    });
    closeSync(log);
  }

  /** kill -9. */
  async kill(): Promise<void> {
    this.#process?.kill("SIGKILL");
    await this.#process?.exited;
    await this.#disconnect();
  }

  async runtime(): Promise<Runtime> {
    this.#channel ??= await connect(this.address);
    return stub(this.#channel, RuntimeServiceService);
  }

  /** Whether the daemon serves CRI. Throws when its process has ended. */
  async answers(): Promise<boolean> {
    if (this.#process?.exitCode != null) {
      throw new Error(`${this.name} ended:\n${this.log}`);
    }
    try {
      const runtime = await this.runtime();
      await runtime.version({});
      return true;
    } catch {
      await this.#disconnect();
      return false;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#removePods().catch((error: unknown) => console.error(`${this.name}: pods stay`, error));
    this.#process?.kill("SIGTERM");
    await this.#process?.exited;
    await this.#disconnect();
    await command(["umount", this.#networkNamespace]);
    this.#scratch[Symbol.dispose]();
  }

  /** Those that a measurement left when it failed. */
  async #removePods(): Promise<void> {
    const runtime = await this.runtime();
    for (const { id } of (await runtime.listPodSandbox({})).items) {
      await runtime.stopPodSandbox({ podSandboxId: id });
      await runtime.removePodSandbox({ podSandboxId: id });
    }
  }

  async #disconnect(): Promise<void> {
    const channel = this.#channel;
    this.#channel = undefined;
    await channel?.close().catch(() => undefined);
  }

  get #networkNamespace(): string {
    return this.#scratch.join("net");
  }
}

/** Starts pods that need no pause process without one. */
const pauseWhenNeeded = `
[plugins."io.containerd.cri.v1.runtime"]
  pause = "when-needed"
`;

function startTsrt(archive: string, name: string, more: string): Promise<Node> {
  return Node.start(name, (config) => [executable, "daemon", "-c", config, "-l", "info"], archive, more);
}

function startContainerd(archive: string): Promise<Node> {
  const { containerd } = preferredReference();
  return Node.start("containerd", (config) => [containerd, "-c", config], archive, "");
}

/** tsrt, tsrt with `pause = "when-needed"`, and containerd, in this order. */
export type Nodes = readonly [Node, Node, Node];

/** Runs `use` with the nodes, each with an empty root, and stops them. */
export async function withNodes<T>(use: (nodes: Nodes) => Promise<T>): Promise<T> {
  using directory = scratch();
  const archive = directory.join("image.tar");
  await writeArchive(archive, { name: podImage, config: podImageConfig });
  await using tsrt = await startTsrt(archive, "tsrt", "");
  await using withoutPause = await startTsrt(archive, "tsrt, pause when-needed", pauseWhenNeeded);
  await using containerd = await startContainerd(archive);
  return await use([tsrt, withoutPause, containerd]);
}

/** The rows of a figure that was measured on all nodes. `marks` are those of tsrt with and without pause processes. */
export function rowsOf(
  { what, unit, marks = [] }: { what: string; unit: string; marks?: readonly (Mark | undefined)[] },
  [tsrt, withoutPause, containerd]: readonly [number, number, number],
): Row[] {
  const rows = [
    { what, unit, tsrt, containerd },
    { what: `${what}, pause when-needed`, unit, tsrt: withoutPause, containerd },
  ];
  return rows.map((row, index) => {
    const mark = marks[index];
    return mark === undefined ? row : { ...row, mark };
  });
}

/** A pod as kubelet makes most: with a network of its own, and a process namespace for each container. */
export const namespaces = { network: 0, pid: 1, ipc: 0, targetId: "" };

export function podConfig(name: string): Init<PodSandboxConfig> {
  return {
    metadata: { name, namespace: "bench", uid: name, attempt: 0 },
    hostname: name,
    linux: { securityContext: { namespaceOptions: namespaces } },
  };
}

export async function createContainer(
  runtime: Runtime,
  podSandboxId: string,
  pod: string,
  name: string,
  command: readonly string[],
): Promise<string> {
  const { containerId } = await runtime.createContainer({
    podSandboxId,
    sandboxConfig: podConfig(pod),
    config: {
      metadata: { name, attempt: 0 },
      image: { image: podImage },
      command: [...command],
      linux: { securityContext: { namespaceOptions: namespaces } },
    },
  });
  return containerId;
}
