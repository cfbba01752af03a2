// A daemon that is used as kubelet uses it: through CRI, with calls that are repeated until they succeed.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deleteNamespace } from "../../src/linux/namespaces.ts";
import { type Channel, stub } from "../../src/rpc/channel.ts";
import {
  type ContainerConfig,
  ContainerState,
  ImageServiceService,
  type LinuxContainerConfig,
  type PodSandboxConfig,
  RuntimeServiceService,
} from "../../src/rpc/gen/cri.ts";
import { grpcChannel } from "../../src/rpc/grpc/client.ts";
import type { Init } from "../../src/rpc/message.ts";
import { bunTransport } from "../../src/rpc/transport/bun.ts";
import { pluginCalls, writeGoodPlugin } from "./cni-plugin.ts";
import { eventually } from "./command.ts";
import { criLeftovers, type DaemonsProcess, processesOf } from "./cri-leftovers.ts";
import { Daemon } from "./daemon.ts";
import { writeArchive } from "./image.ts";
import { type Scratch, scratch } from "./scratch.ts";

export const criImage = "docker.io/library/busybox:cri";

/** How long kubelet is patient with a call that fails. */
const attempts = 100;
const pause = 100;

export interface CriNodeOptions {
  /** More of config.toml. */
  readonly config?: string;
  /** Whether there is a network from the start. Default true. */
  readonly hasNetwork?: boolean;
  /** The beginning of the daemon's command line. */
  readonly wrapper?: readonly string[];
}

/** A pod's configuration, and the runtime handler. */
export type PodOptions = Init<PodSandboxConfig> & { readonly handler?: string };

function configOf(directory: Scratch, more: string): string {
  return `${more}
[plugins."io.containerd.cri.v1.images".pinned_images]
sandbox = "${criImage}"
[plugins."io.containerd.cri.v1.runtime".cni]
bin_dirs = ["${directory.join("cni-bin")}", "/usr/lib/cni"]
conf_dir = "${networkDirectoryIn(directory)}"
`;
}

function networkDirectoryIn(directory: Scratch): string {
  return directory.join("cni-conf");
}

/** A network whose plugin writes down how it was called. */
function writeNetwork(directory: string): void {
  mkdirSync(directory, { recursive: true });
  const network = { cniVersion: "0.4.0", name: "test", plugins: [{ type: "written-down" }] };
  writeFileSync(join(directory, "test.conflist"), JSON.stringify(network));
}

export class CriNode implements AsyncDisposable {
  readonly daemon: Daemon;
  readonly #directory: Scratch;
  #channel: Channel | undefined;

  private constructor(daemon: Daemon, directory: Scratch) {
    this.daemon = daemon;
    this.#directory = directory;
  }

  static async start({
    config = "",
    hasNetwork = true,
    wrapper = [],
  }: CriNodeOptions = {}): Promise<CriNode> {
    const directory = scratch();
    mkdirSync(directory.join("cni-bin"));
    writeGoodPlugin(directory.join("cni-bin"), "written-down");
    if (hasNetwork) {
      writeNetwork(networkDirectoryIn(directory));
    }
    const archive = directory.join("image.tar");
    await writeArchive(archive, {
      name: criImage,
      config: { Entrypoint: ["/bin/sleep", "1000000"], Cmd: [] },
    });
    const node = new CriNode(await Daemon.start({ config: configOf(directory, config), wrapper }), directory);
    const { status, stderr } = await node.daemon.ctr("-n", "k8s.io", "image", "import", archive);
    if (status !== 0) {
      throw new Error(stderr);
    }
    return node;
  }

  /** Directory of the network configurations. */
  get networkDirectory(): string {
    return networkDirectoryIn(this.#directory);
  }

  /** Directory of the networks' plugins. */
  get pluginDirectory(): string {
    return this.#directory.join("cni-bin");
  }

  writeNetwork(): void {
    writeNetwork(this.networkDirectory);
  }

  /** The methods of the daemon that runs now. */
  async runtime(): Promise<ReturnType<typeof stub<typeof RuntimeServiceService>>> {
    return stub(await this.#connect(), RuntimeServiceService);
  }

  /** The network's plugin runs this part of a shell script from now on, before it succeeds. */
  setPlugin(script: string): void {
    writeGoodPlugin(this.#directory.join("cni-bin"), "written-down", "10.9.0.1/24", script);
  }

  /** A path for a test's own files. */
  file(name: string): string {
    return this.#directory.join(name);
  }

  async images(): Promise<ReturnType<typeof stub<typeof ImageServiceService>>> {
    return stub(await this.#connect(), ImageServiceService);
  }

  async kill(): Promise<void> {
    await this.daemon.kill();
    await this.#disconnect();
  }

  async restart(): Promise<void> {
    await this.kill();
    await this.daemon.start();
  }

  async stop(): Promise<void> {
    await this.daemon.stop();
    await this.#disconnect();
  }

  /** What is given is put over the configuration. */
  async runPod(name: string, attempt = 0, { handler = "", ...more }: PodOptions = {}): Promise<string> {
    const runtime = await this.runtime();
    const config: Init<PodSandboxConfig> = {
      metadata: { name, namespace: "default", uid: name, attempt },
      hostname: name,
      logDirectory: this.logDirectory(name),
      linux: {},
      ...more,
    };
    return (await runtime.runPodSandbox({ config, runtimeHandler: handler })).podSandboxId;
  }

  /** `more` is put over the configuration. */
  async create(
    podId: string,
    podName: string,
    name: string,
    script: string,
    more: Init<ContainerConfig> = {},
  ): Promise<string> {
    const runtime = await this.runtime();
    const config: Init<ContainerConfig> = {
      metadata: { name, attempt: 0 },
      image: { image: criImage },
      command: ["/bin/sh", "-c", script],
      logPath: `${name}.log`,
      linux: {},
      ...more,
    };
    const sandboxConfig = { metadata: { name: podName, namespace: "default", uid: podName, attempt: 0 } };
    return (await runtime.createContainer({ podSandboxId: podId, config, sandboxConfig })).containerId;
  }

  /** A container of its own pod, running. */
  async run(
    name: string,
    script: string,
    linux: Init<LinuxContainerConfig> = {},
  ): Promise<{ pod: string; container: string }> {
    const pod = await this.runPod(name);
    const container = await this.create(pod, name, "c", script, { linux });
    await (await this.runtime()).startContainer({ containerId: container });
    return { pod, container };
  }

  async state(containerId: string): Promise<number> {
    const { status } = await (await this.runtime()).containerStatus({ containerId, verbose: false });
    return status?.state ?? ContainerState.CONTAINER_UNKNOWN;
  }

  async exited(containerId: string): Promise<{ exitCode: number; reason: string }> {
    await eventually(
      `${containerId} to end`,
      async () => (await this.state(containerId)) === ContainerState.CONTAINER_EXITED,
    );
    const { status } = await (await this.runtime()).containerStatus({ containerId, verbose: false });
    return { exitCode: status?.exitCode ?? -1, reason: status?.reason ?? "" };
  }

  logDirectory(podName: string): string {
    return this.#directory.join("logs", podName);
  }

  /** What the container has printed, without the times. */
  log(podName: string, name = "c"): string[] {
    const file = join(this.logDirectory(podName), `${name}.log`);
    const text = existsSync(file) ? readFileSync(file, "utf8") : "";
    const lines = text.split("\n").filter((line) => line !== "");
    return lines.map((line) => line.slice(line.indexOf(" ") + 1));
  }

  /** As kubelet: until it succeeds. */
  async retry<T>(what: string, work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (attempt === attempts) {
          throw new Error(`${what} still fails`, { cause: error });
        }
        await Bun.sleep(pause);
      }
    }
  }

  /** Stops and removes all pods that the daemon knows, as often as it takes. */
  async removeAll(): Promise<void> {
    await this.retry("the removal of all pods", async () => {
      const runtime = await this.runtime();
      for (const { id } of (await runtime.listPodSandbox({})).items) {
        await runtime.stopPodSandbox({ podSandboxId: id });
        await runtime.removePodSandbox({ podSandboxId: id });
      }
    });
  }

  /** Shims, runtimes and helpers of the daemon. */
  processes(): DaemonsProcess[] {
    return processesOf(this.daemon);
  }

  /** The shims, each with the id of the pod that it serves. */
  shims(): { readonly pid: number; readonly podId: string }[] {
    return this.processes().flatMap(({ pid, command }) => {
      const [, podId] = / (?:serve .*--group|-namespace \S+ -id) (\S+)/.exec(command) ?? [];
      return podId === undefined ? [] : [{ pid, podId }];
    });
  }

  /** The pid of the shim that serves a pod. */
  shimOf(podId: string): number {
    const shim = this.shims().find((one) => one.podId === podId);
    if (shim === undefined) {
      throw new Error(`pod ${podId} has no shim`);
    }
    return shim.pid;
  }

  /** What pods have left on the host and in the daemon, once none is there. */
  leftovers(): Promise<string[]> {
    return criLeftovers(this.daemon, this.pluginDirectory);
  }

  /** To be called after each test, whatever it has left: the next one gets a daemon that answers and has no pod. */
  async reset(): Promise<void> {
    this.setPlugin("");
    if (!this.daemon.isRunning) {
      await this.daemon.start();
    }
    await this.removeAll();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.reset();
      await this.#disconnect();
      await this.daemon[Symbol.asyncDispose]();
    } catch (error) {
      await this.#forceEnd();
      throw error;
    } finally {
      this.#directory[Symbol.dispose]();
    }
  }

  async #forceEnd(): Promise<void> {
    await this.#disconnect();
    await this.daemon.forceEnd();
    for (const { netns } of pluginCalls(this.pluginDirectory).filter((call) => existsSync(call.netns))) {
      deleteNamespace(netns);
    }
  }

  async #connect(): Promise<Channel> {
    if (this.#channel === undefined) {
      const channel = grpcChannel(await bunTransport.connect({ path: this.daemon.address }));
      this.#channel = channel;
      void channel.closed.then(() => {
        if (this.#channel === channel) {
          this.#channel = undefined;
        }
      });
    }
    return this.#channel;
  }

  async #disconnect(): Promise<void> {
    await this.#channel?.[Symbol.asyncDispose]();
    this.#channel = undefined;
  }
}
