// The networks of a run: one whose plugin writes down how it is called, and a real bridge, where the machine has CNI's plugins. The
// daemon is in a network namespace of its own, so that the bridge is nobody else's.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createNamespace, deleteNamespace } from "../../../src/linux/namespaces.ts";
import { succeed } from "../../harness/command.ts";
import type { Scratch } from "../../harness/scratch.ts";

const plugins = ["bridge", "host-local", "loopback"].map((name) => join("/usr/lib/cni", name));

export class Networks implements Disposable {
  /** Runtime handlers, each with a network of its own kind. The default one has the plugin that writes down its calls. */
  readonly handlers: readonly string[];
  readonly #path: string;
  readonly #addresses: string;
  readonly #configurations: string;

  constructor(directory: Scratch) {
    this.#path = directory.join("net");
    this.#addresses = directory.join("addresses");
    this.#configurations = directory.join("bridged");
    createNamespace({ type: "network", path: this.#path });
    this.handlers = plugins.every((path) => existsSync(path)) ? ["", "bridged"] : [""];
    mkdirSync(this.#configurations);
    writeFileSync(join(this.#configurations, "bridged.conflist"), JSON.stringify(this.#bridge()));
  }

  get wrapper(): readonly string[] {
    return ["nsenter", `--net=${this.#path}`, "--"];
  }

  get config(): string {
    return `[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.bridged]
runtime_type = "io.containerd.runc.v2"
cni_conf_dir = "${this.#configurations}"`;
  }

  /** Addresses that are given away, and interfaces of pods. */
  async leftovers(): Promise<string[]> {
    const given = existsSync(this.#addresses)
      ? readdirSync(join(this.#addresses, "bridged")).filter((name) => /^\d+(\.\d+){3}$/.test(name))
      : [];
    const table = await succeed([...this.wrapper, "cat", "/proc/net/dev"]);
    const links = table.match(/\bveth\w+/g) ?? [];
    return [...given.map((address) => `address ${address}`), ...links.map((link) => `interface ${link}`)];
  }

  [Symbol.dispose](): void {
    deleteNamespace(this.#path);
  }

  #bridge(): object {
    const ipam = {
      type: "host-local",
      dataDir: this.#addresses,
      ranges: [[{ subnet: "10.87.0.0/16" }]],
    };
    const bridge = { type: "bridge", bridge: "chaos0", isGateway: true, ipam };
    return { cniVersion: "1.0.0", name: "bridged", plugins: [bridge] };
  }
}
