import { afterEach, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { eventually } from "../../test/harness/command.ts";
import { NriPlugin, type NriPluginOptions } from "../../test/harness/nri-plugin.ts";
import { scratch } from "../../test/harness/scratch.ts";
import { messageOf } from "../errors/index.ts";
import { createLog } from "../log/index.ts";
import type { NodeState } from "../messages/nri.ts";
import type { Container, ContainerAdjustment, ContainerUpdate, PodSandbox } from "../rpc/gen/nri.ts";
import type { Init } from "../rpc/message.ts";
import { bunTransport } from "../rpc/transport/bun.ts";
import { NodePlugins } from "./node-plugins.ts";

const pod = { id: "pod", name: "p", namespace: "default", uid: "u" };
const container = { id: "one", podSandboxId: "pod", name: "c", linux: {} };
const about = { pod, container };

class Node implements NodeState, AsyncDisposable {
  readonly updated: ContainerUpdate[] = [];
  readonly evicted: string[] = [];
  readonly lines: string[] = [];
  readonly plugins: NodePlugins;
  podList: Init<PodSandbox>[] = [pod];
  containerList: Init<Container>[] = [container];
  readonly #directory = scratch();
  readonly #joined: NriPlugin[] = [];

  /** `patience` are the milliseconds that plugins have. */
  constructor(patience: number) {
    const log = createLog({ level: "debug", format: "text", sink: (line) => void this.lines.push(line) });
    const facts = { name: "tsrt", version: "0", registrationTimeout: patience, requestTimeout: patience };
    const admission = {
      ...{ socketPath: this.socket, facts, transport: bunTransport, log },
      ...{ pluginPath: this.#directory.join("plugins"), configPath: this.#directory.join("conf.d") },
    };
    this.plugins = new NodePlugins({ admission, defaultValidator: undefined, log });
  }

  get socket(): string {
    return this.#directory.join("nri.sock");
  }

  /** Installs a plugin that is a shell script. */
  install(name: string, script: string): void {
    mkdirSync(this.#directory.join("plugins"), { recursive: true });
    writeFileSync(this.#directory.join("plugins", name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }

  file(name: string): string {
    return this.#directory.join(name);
  }

  async pods(): Promise<Init<PodSandbox>[]> {
    return this.podList;
  }

  async containers(): Promise<Init<Container>[]> {
    return this.containerList;
  }

  async update(update: ContainerUpdate): Promise<void> {
    if (update.containerId === "broken") {
      throw new Error("cannot be updated");
    }
    this.updated.push(update);
  }

  async evict({ containerId }: { containerId: string }): Promise<void> {
    this.evicted.push(containerId);
  }

  async join(options: NriPluginOptions): Promise<NriPlugin> {
    const before = this.plugins.all.length;
    const plugin = await NriPlugin.join(this.socket, options);
    this.#joined.push(plugin);
    await eventually("the plugin to join", async () => this.plugins.all.length === before + 1);
    return plugin;
  }

  /** A plugin that changes each new container. */
  adjusting(index: string, adjust: Init<ContainerAdjustment>): Promise<NriPlugin> {
    return this.join({ name: "adjuster", index, handlers: { createContainer: async () => ({ adjust }) } });
  }

  /** Why a creation fails. */
  async refusal(): Promise<string> {
    const error = await this.plugins.createContainer(about).catch((reason: unknown) => reason);
    return messageOf(error);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const plugin of this.#joined) {
      plugin.kill();
    }
    await this.plugins[Symbol.asyncDispose]();
    this.#directory[Symbol.dispose]();
  }
}

const open: Node[] = [];
afterEach(async () => {
  for (const node of open.splice(0)) {
    await node[Symbol.asyncDispose]();
  }
});

/** A busy machine takes its time. */
const muchPatience = 20_000;

async function serve(patience = muchPatience): Promise<Node> {
  const node = new Node(patience);
  open.push(node);
  await node.plugins.serve(node);
  return node;
}

describe("registration", () => {
  test("a plugin learns the node's pods and containers, then every event", async () => {
    const node = await serve();
    expect(node.plugins.wants("createContainer")).toBe(false);
    const plugin = await node.join({ name: "watcher" });
    const known = await plugin.synchronized;
    expect(known.pods.map(({ id }) => id)).toEqual(["pod"]);
    expect(known.containers.map(({ id }) => id)).toEqual(["one"]);
    await node.plugins.tellOfPod("runPodSandbox", pod);
    await node.plugins.tellOfContainer("startContainer", about);
    expect(plugin.events.map(({ method, pod, container }) => [method, pod?.id, container?.id])).toEqual([
      ["runPodSandbox", "pod", undefined],
      ["startContainer", "pod", "one"],
    ]);
    plugin.kill();
    await eventually("the plugin to leave", async () => node.plugins.all.length === 0);
  });

  test.each([
    ["1", "fine", 'invalid plugin index "1"'],
    ["a1", "fine", 'invalid plugin index "a1"'],
    ["10", "", 'invalid plugin name ""'],
    ["10", "a b", 'invalid plugin name "a b"'],
  ])("index %p and name %p are refused, and the plugin is told why", async (index, name, reason) => {
    const node = await serve();
    const plugin = await NriPlugin.connect(node.socket, { name, index });
    const error = await plugin.register().catch((failure: unknown) => failure);
    expect(messageOf(error)).toContain(reason);
    await plugin.closed;
  });

  test("a second plugin of the same index and name is refused until the first has left", async () => {
    const node = await serve();
    const first = await node.join({ name: "twice" });
    const second = await NriPlugin.connect(node.socket, { name: "twice" });
    const error = await second.register().catch((failure: unknown) => failure);
    expect(messageOf(error)).toContain('plugin "10-twice" is connected: already exists');
    await second.closed;
    first.kill();
    await eventually("the first to leave", async () => node.plugins.all.length === 0);
    await node.join({ name: "twice" });
  });

  test("a plugin that does not register in time, or not to the rules, is disconnected", async () => {
    const node = await serve(1000);
    const silent = await NriPlugin.connect(node.socket, { name: "silent" });
    await silent.closed;
    const greedy = await NriPlugin.connect(node.socket, { name: "greedy", events: 1 << 20 });
    await greedy.register();
    await greedy.closed;
    const garbage = await bunTransport.connect({ path: node.socket });
    const closed = Promise.withResolvers<void>();
    garbage.start({
      data: () => {},
      drain: () => {},
      end: () => garbage.destroy(),
      close: () => closed.resolve(),
    });
    garbage.write(Buffer.from("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    await closed.promise;
    const log = node.lines.join("\n");
    expect(log).toContain("it did not register within 1000 ms");
    expect(log).toContain("plugin 10-greedy subscribes to unknown events: 0x100000");
    expect(log).toContain("the peer does not speak NRI");
    expect(node.plugins.all).toEqual([]);
  });

  test("an installed plugin that does not register is ended", async () => {
    const node = new Node(300);
    open.push(node);
    node.install("10-silent", `echo $$ > ${node.file("pid")}; exec sleep 1000`);
    await node.plugins.serve(node);
    expect(node.lines.join("\n")).toContain("it did not register within 300 ms");
    const pid = readFileSync(node.file("pid"), "utf8").trim();
    expect(existsSync(`/proc/${pid}`)).toBe(false);
  });

  test("a node that is too large for one message is told in several", async () => {
    const node = await serve();
    const annotations = { long: "x".repeat(1000) };
    node.containerList = Array.from({ length: 9000 }, (_, index) => ({ id: String(index), annotations }));
    const plugin = await node.join({ name: "patient" });
    const { pods, containers } = await plugin.synchronized;
    expect(pods.length).toBe(1);
    expect(containers.map(({ id }) => id)).toEqual(node.containerList.map(({ id = "" }) => id ?? ""));
  });

  test("a plugin that takes only one message is disconnected when the node is too large for one", async () => {
    const node = await serve();
    const annotations = { long: "x".repeat(1000) };
    node.containerList = Array.from({ length: 5000 }, (_, index) => ({ id: String(index), annotations }));
    const plugin = await NriPlugin.connect(node.socket, {
      name: "short",
      handlers: { synchronize: async () => ({}) },
    });
    await plugin.register();
    await plugin.closed;
    expect(node.lines.join("\n")).toContain("does not take the state of the node in several messages");
    expect(node.plugins.all).toEqual([]);
  });

  test("what a plugin wants when it joins is done", async () => {
    const node = await serve();
    const wishes = [{ containerId: "one", linux: { resources: { cpu: { shares: { value: 5n } } } } }];
    await node.join({ name: "eager", wishes });
    await eventually("the update", async () => node.updated.length === 1);
    expect(node.updated[0]?.linux?.resources?.cpu?.shares?.value).toBe(5n);
  });

  test("a plugin may ask for updates at any time, and is told which have failed", async () => {
    const node = await serve();
    const plugin = await node.join({ name: "asker" });
    const wanted = ["one", "broken"].map((containerId) => ({ containerId }));
    const { failed } = await plugin.runtime.updateContainers({
      update: [...wanted, { containerId: "broken", ignoreFailure: true }],
      evict: [{ containerId: "bad", reason: "noisy" }],
    });
    expect(failed.map(({ containerId }) => containerId)).toEqual(["broken"]);
    expect(node.updated.map(({ containerId }) => containerId)).toEqual(["one"]);
    expect(node.evicted).toEqual(["bad"]);
  });
});

describe("events", () => {
  test("plugins are asked in the order of their indices, only about what they subscribe to", async () => {
    const node = await serve();
    const order: string[] = [];
    const note = (name: string) => ({ runPodSandbox: async () => ({ x: order.push(name) }) });
    await node.join({ name: "late", index: "90", handlers: note("late") });
    await node.join({ name: "early", index: "05", handlers: note("early") });
    await node.join({ name: "deaf", index: "50", events: 2, handlers: note("deaf") });
    await node.plugins.tellOfPod("runPodSandbox", pod);
    expect(order).toEqual(["early", "late"]);
  });

  test("nobody needs to make messages of what no plugin has subscribed to", async () => {
    const node = await serve();
    await node.join({ name: "stops", index: "01", events: 2 });
    expect(node.plugins.wants("stopPodSandbox")).toBe(true);
    expect(node.plugins.wants("runPodSandbox")).toBe(false);
    expect(node.plugins.wants("createContainer")).toBe(false);
    await node.join({ name: "validates", index: "02", events: 1 << 13 });
    expect(node.plugins.wants("createContainer")).toBe(true);
  });

  test("the error of a plugin is that of the call, and names the plugin", async () => {
    const node = await serve();
    const createContainer = () => Promise.reject(new Error("no more room"));
    await node.join({ name: "full", handlers: { createContainer } });
    expect(await node.refusal()).toContain(
      'NRI plugin "10-full" failed to handle createContainer: no more room',
    );
  });

  test("a plugin that does not answer, or dies over the question, is disconnected and the call goes on", async () => {
    const node = await serve(1000);
    const hangs = await node.join({
      name: "hangs",
      index: "01",
      handlers: { createContainer: () => new Promise(() => {}) },
    });
    const dies: NriPlugin = await node.join({
      name: "dies",
      index: "02",
      handlers: {
        createContainer: async () => {
          dies.kill();
          return {};
        },
      },
    });
    await node.adjusting("03", { annotations: { still: "here" } });
    const { annotations } = await node.plugins.createContainer(about);
    expect(annotations).toEqual({ still: "here" });
    await hangs.closed;
    await eventually("both to leave", async () => node.plugins.all.length === 1);
    expect(node.lines.join("\n")).toContain("01-hangs");
  });

  test("an older plugin is told by StateChange what it has no method for", async () => {
    const node = await serve();
    const changes: number[] = [];
    await node.join({
      name: "old",
      without: ["runPodSandbox"],
      handlers: { stateChange: async (_ctx, { event }) => ({ x: changes.push(event) }) },
    });
    await node.plugins.tellOfPod("runPodSandbox", pod);
    await node.plugins.tellOfPod("runPodSandbox", pod);
    expect(changes).toEqual([1, 1]);
  });

  test("limits of an update go through all plugins; those of others are set before it returns", async () => {
    const node = await serve();
    const answers = (containerId: string, resources: object) => ({
      updateContainer: async () => ({ update: [{ containerId, linux: { resources } }] }),
    });
    await node.join({ name: "a", index: "01", handlers: answers("one", { cpu: { shares: { value: 7n } } }) });
    await node.join({
      name: "b",
      index: "02",
      handlers: answers("two", { memory: { limit: { value: 9n } } }),
    });
    const resources = await node.plugins.updateContainer(about, { cpu: { quota: { value: 100n } } });
    expect(resources?.cpu?.shares?.value).toBe(7n);
    expect(resources?.cpu?.quota?.value).toBe(100n);
    expect(node.updated.map(({ containerId }) => containerId)).toEqual(["two"]);
  });
});

describe("adjustments", () => {
  test("a plugin sees what the earlier ones have changed, and may replace what it removes", async () => {
    const node = await serve();
    await node.adjusting("01", { env: [{ key: "A", value: "1" }], args: ["sh"], annotations: { k: "v" } });
    let seen: Container | null = null;
    await node.join({
      name: "second",
      index: "02",
      handlers: {
        createContainer: async (_ctx, request) => {
          seen = request.container;
          const env = [{ key: "-A" }, { key: "A", value: "2" }, { key: "-PATH" }];
          return { adjust: { env, args: ["", "true"], annotations: { "-k": "" } } };
        },
      },
    });
    const adjust = await node.plugins.createContainer({
      pod,
      container: { ...container, env: ["PATH=/bin"], args: ["sleep"] },
    });
    const known = seen as Container | null;
    expect(known?.env).toEqual(["PATH=/bin", "A=1"]);
    expect(known?.args).toEqual(["sh"]);
    expect(adjust.env.map(({ key, value }) => [key, value])).toEqual([
      ["-PATH", ""],
      ["A", "2"],
    ]);
    expect(adjust.args).toEqual(["true"]);
    expect(adjust.annotations).toEqual({ "-k": "" });
  });

  const value = (number: number) => ({ value: BigInt(number) });
  const conflicts: [string, Init<ContainerAdjustment>][] = [
    ["Annotations a", { annotations: { a: "" } }],
    ["Mounts /a", { mounts: [{ destination: "/a" }] }],
    ["Env A", { env: [{ key: "A" }] }],
    ["Args", { args: ["a"] }],
    ["Rlimits RLIMIT_CORE", { rlimits: [{ type: "RLIMIT_CORE" }] }],
    ["CdiDevices a.b/c=d", { CDIDevices: [{ name: "a.b/c=d" }] }],
    ["Devices /dev/a", { linux: { devices: [{ path: "/dev/a", type: "c" }] } }],
    ["Namespace network", { linux: { namespaces: [{ type: "-network" }] } }],
    ["Sysctl a.b", { linux: { sysctl: { "a.b": "1" } } }],
    ["LinuxNetDevices eth1", { linux: { netDevices: { eth1: { name: "e" } } } }],
    ["CgroupsPath", { linux: { cgroupsPath: "/a" } }],
    ["OomScoreAdj", { linux: { oomScoreAdj: value(1) } }],
    ["IoPriority", { linux: { ioPriority: { class: 1 } } }],
    ["SeccompPolicy", { linux: { seccompPolicy: { defaultAction: "SCMP_ACT_ALLOW" } } }],
    ["LinuxSched", { linux: { scheduler: { policy: 1 } } }],
    ["MemoryPolicy", { linux: { memoryPolicy: { mode: 1 } } }],
    ["RdtClosID", { linux: { rdt: { closId: { value: "a" } } } }],
    ["RdtSchemata", { linux: { rdt: { schemata: { value: ["a"] } } } }],
    ["RdtEnableMonitoring", { linux: { rdt: { enableMonitoring: { value: true } } } }],
    ["MemLimit", { linux: { resources: { memory: { limit: value(1) } } } }],
    ["CPUShares", { linux: { resources: { cpu: { shares: value(1) } } } }],
    ["CPUSetCPUs", { linux: { resources: { cpu: { cpus: "0" } } } }],
    ["HugepageLimits 2MB", { linux: { resources: { hugepageLimits: [{ pageSize: "2MB" }] } } }],
    ["CgroupsUnified a", { linux: { resources: { unified: { a: "b" } } } }],
    ["BlockioClass", { linux: { resources: { blockioClass: { value: "a" } } } }],
    ["RdtClass", { linux: { resources: { rdtClass: { value: "a" } } } }],
    ["PidsLimit", { linux: { resources: { pids: { limit: 1n } } } }],
  ];

  test("two plugins cannot set the same, and the error says which plugins and what", async () => {
    const node = await serve();
    let current: Init<ContainerAdjustment> = {};
    const createContainer = async () => ({ adjust: current });
    await node.join({ name: "a", index: "01", handlers: { createContainer } });
    await node.join({ name: "b", index: "02", handlers: { createContainer } });
    for (const [what, adjust] of conflicts) {
      current = adjust;
      expect(await node.refusal()).toBe(
        `plugins "02-b" and "01-a" both tried to set ${what}: failed precondition`,
      );
    }
  });

  test("a plugin cannot ask for an update of the container that it may adjust", async () => {
    const node = await serve();
    const createContainer = async () => ({ update: [{ containerId: "one" }] });
    await node.join({ name: "a", handlers: { createContainer } });
    expect(await node.refusal()).toContain('plugin "10-a" asked update of "one" during creation');
  });

  test("hooks of all plugins are kept in order, and their owners are told to who validates", async () => {
    const node = await serve();
    await node.adjusting("01", { hooks: { poststop: [{ path: "/a" }] } });
    await node.adjusting("02", { hooks: { poststop: [{ path: "/b" }] } });
    let owner: string | undefined;
    await node.join({
      name: "validator",
      index: "99",
      events: 1 << 13,
      handlers: {
        validateContainerAdjustment: async (_ctx, { owners, container: before }) => {
          owner = owners?.owners.one?.simple[3];
          return { reject: before?.name !== "c" };
        },
      },
    });
    const { hooks } = await node.plugins.createContainer(about);
    expect(hooks?.poststop.map(({ path }) => path)).toEqual(["/a", "/b"]);
    expect(owner).toBe("01-adjuster,02-adjuster");
  });

  test("a validator refuses the container with its reason; one that hangs refuses it, too", async () => {
    const node = await serve(1000);
    const events = 1 << 13;
    const refuse = await node.join({
      ...{ name: "no", events },
      handlers: { validateContainerAdjustment: async () => ({ reject: true, reason: "too many hooks" }) },
    });
    expect(await node.refusal()).toContain(
      'validator "10-no" rejected container adjustment, reason: too many hooks',
    );
    refuse.kill();
    await eventually("it to leave", async () => node.plugins.all.length === 0);
    await node.join({
      ...{ name: "hangs", events },
      handlers: { validateContainerAdjustment: () => new Promise(() => {}) },
    });
    expect(await node.refusal()).toContain('validator plugin "10-hangs" failed');
  });
});
