// The pods that both nodes have, and the configurations that crictl makes them from.
import { join } from "node:path";
import type { Node } from "./node.ts";
import { cgroupParent, type Rig } from "./rig.ts";

const kubernetes = (pod: string) => ({
  "io.kubernetes.pod.name": pod,
  "io.kubernetes.pod.namespace": "shop",
  "io.kubernetes.pod.uid": `${pod}-uid`,
});

/** All of its namespaces are the host's. */
const ofHost = { namespace_options: { network: 2, pid: 2, ipc: 2 } };

/** Writes the configuration of a pod, as `POD.json`. */
function writePod(node: Node, name: string, more: object = {}): void {
  node.write(`${name}.json`, {
    metadata: { name, namespace: "shop", uid: `${name}-uid`, attempt: 1 },
    hostname: name,
    log_directory: join(node.directory, "logs", name),
    labels: { ...kubernetes(name), tier: name === "web" ? "front" : "back" },
    annotations: { "example.com/owner": "somebody" },
    dns_config: { servers: ["192.0.2.53"], searches: ["shop.example"], options: ["ndots:5"] },
    linux: { cgroup_parent: cgroupParent },
    ...more,
  });
}

/** Writes the configuration of a container, as `POD-NAME.json`. */
function writeContainer(node: Node, image: string, pod: string, name: string, more: object = {}): void {
  node.write(`${pod}-${name}.json`, {
    metadata: { name, attempt: 0 },
    image: { image },
    log_path: `${name}.log`,
    labels: { ...kubernetes(pod), "io.kubernetes.container.name": name },
    annotations: { "example.com/hash": "abc" },
    linux: {},
    ...more,
  });
}

function writeWeb(node: Node, image: string): void {
  writePod(node, "web");
  writeContainer(node, image, "web", "server", {
    command: ["sh", "-c", "echo listening; exec httpd -f -p 8080 -h /www"],
    envs: [{ key: "MODE", value: "test" }],
    mounts: [{ container_path: "/data", host_path: join(node.directory, "data"), readonly: true }],
    linux: { resources: { memory_limit_in_bytes: 128 << 20, cpu_shares: 512, oom_score_adj: 500 } },
  });
  writeContainer(node, image, "web", "talker", {
    command: ["sh", "-c", "echo one; sleep 0.2; echo two >&2; sleep 0.2; printf three; exit 3"],
  });
  writeContainer(node, image, "web", "idle", { command: ["sleep", "1000"] });
  writeContainer(node, image, "web", "broken", { command: ["/no/such/program"] });
  writeContainer(node, image, "web", "short", { command: ["true"] });
  writeContainer(node, "nothing:here", "web", "nothing");
  node.write("web-unnamed.json", { image: { image } });
}

function writeOthers(node: Node, image: string): void {
  writePod(node, "host", { hostname: "", linux: { cgroup_parent: cgroupParent, security_context: ofHost } });
  writeContainer(node, image, "host", "shell", {
    command: ["sh"],
    stdin: true,
    working_dir: "/",
    linux: { security_context: ofHost },
  });
  writePod(node, "gone");
  writeContainer(node, image, "gone", "late", { command: ["sleep", "1000"] });
  writePod(node, "other");
  node.write("unnamed.json", { hostname: "x" });
}

/** Pulls the images and runs the pods with their containers, in an order that listings show. */
export async function runPods(rig: Rig): Promise<void> {
  const { registry } = rig;
  const image = `${registry}/busybox:1`;
  const pulled = ["busybox:1", "busybox:2", "pause:1", "tools/user"];
  await rig.same(...pulled.map((name) => ["pull", `${registry}/${name}`]));
  for (const node of rig.nodes) {
    writeWeb(node, image);
    writeOthers(node, image);
    const template = ["-o", "go-template", "--template", "{{.status.id}}"];
    const id = (await node.crictl(["inspecti", ...template, image])).stdout.trim();
    node.learn("image", id);
    node.learn("image-hex", id.replace("sha256:", ""));
  }
  for (const pod of ["web", "host", "gone"]) {
    await rig.make(pod, "runp", `{file:${pod}.json}`);
  }
  for (const name of ["server", "talker", "idle", "broken"]) {
    await rig.make(name, "create", "{web}", `{file:web-${name}.json}`, "{file:web.json}");
  }
  await rig.make("shell", "create", "--no-pull", "{host}", "{file:host-shell.json}", "{file:host.json}");
  await rig.same(
    ["start", "{server}", "{talker}"],
    ["start", "{shell}"],
    ["stopp", "{gone}"],
    ["start", "{broken}"],
  );
  await rig.sameOutcome((node) => node.exited("talker"));
}
