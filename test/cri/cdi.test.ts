// Devices that spec files of CDI describe, given to containers by runc: for kubelet and for `tsrt ctr run`.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ContainerConfig } from "../../src/rpc/gen/cri.ts";
import type { Init } from "../../src/rpc/message.ts";
import { eventually } from "../harness/command.ts";
import { CriNode, criImage } from "../harness/cri-node.ts";
import { scratch } from "../harness/scratch.ts";

setDefaultTimeout(60_000);

const directory = scratch();
const specFiles = directory.join("cdi");
const hookOutput = directory.join("hook-output");

let node: CriNode;
let pod: string;

const device = (name: string, containerEdits: object) => ({ name, containerEdits });

function writeSpecFile(name: string, devices: readonly object[], more: object = {}): void {
  const file = { cdiVersion: "0.7.0", kind: "vendor.com/gadget", devices, ...more };
  writeFileSync(join(specFiles, name), JSON.stringify(file));
}

beforeAll(async () => {
  mkdirSync(directory.join("library"));
  writeFileSync(directory.join("library/version"), "1.2.3\n");
  const config = `
[plugins."io.containerd.cri.v1.runtime"]
cdi_spec_dirs = ["${specFiles}"]
`;
  node = await CriNode.start({ config });
  // The directory comes later than the daemon, as that of a vendor's installation does.
  mkdirSync(specFiles);
  pod = await node.runPod("gadgets");
});
afterAll(async () => {
  await node[Symbol.asyncDispose]();
  directory[Symbol.dispose]();
});

/** What a container of the pod prints that shows what it got. */
async function shown(name: string, more: Init<ContainerConfig>): Promise<string[]> {
  const script = `echo $GADGET
ls -ln /dev/gadget* | awk '{ print $1, $3, $4, $5, $6, $10 }'
cat /lib/gadget/version
echo x > /dev/gadget && echo written
touch /lib/gadget/version 2>/dev/null || echo read-only
id -G`;
  const container = await node.create(pod, "gadgets", name, script, more);
  await (await node.runtime()).startContainer({ containerId: container });
  expect((await node.exited(container)).exitCode).toBe(0);
  return node.log("gadgets", name).map((line) => line.replace(/^stdout F /, ""));
}

const whole = {
  env: ["GADGET=one"],
  deviceNodes: [{ path: "/dev/gadget", hostPath: "/dev/null", permissions: "rw" }],
  mounts: [
    {
      hostPath: directory.join("library"),
      containerPath: "/lib/gadget",
      options: ["ro", "rbind", "rprivate"],
    },
  ],
  hooks: [
    {
      hookName: "createRuntime",
      path: "/bin/sh",
      args: ["sh", "-c", 'cat > "$OUTPUT"'],
      env: [`OUTPUT=${hookOutput}`, "PATH=/bin:/usr/bin"],
    },
  ],
  additionalGids: [4711],
};

test("a container gets the node, variables, mount, hook and group of the device that kubelet names", async () => {
  writeSpecFile("gadget.json", [device("one", whole)]);
  const lines = await shown("named", {
    CDIDevices: [{ name: "vendor.com/gadget=one" }, { name: "vendor.com/gadget=one" }],
    linux: { securityContext: { runAsUser: { value: 3000n }, runAsGroup: { value: 3001n } } },
  });
  expect(lines).toEqual([
    "one",
    "crw-rw-rw- 3000 3001 1, 3 /dev/gadget",
    "1.2.3",
    "written",
    "read-only",
    "3001 4711",
  ]);
  expect(JSON.parse(readFileSync(hookOutput, "utf8"))).toMatchObject({
    status: expect.stringMatching("creat"),
  });
});

test("devices of annotations, of a YAML file that was just written, and of several files", async () => {
  writeSpecFile("gadget.json", [device("one", whole)]);
  writeFileSync(
    join(specFiles, "more.yaml"),
    `cdiVersion: 0.6.0
kind: other.org/gadget.net
devices:
- name: 0
  containerEdits:
    env: [GADGET=two]
    deviceNodes:
    - {path: /dev/gadget2, hostPath: /dev/zero, fileMode: 0640}
`,
  );
  const lines = await shown("annotated", {
    CDIDevices: [{ name: "vendor.com/gadget=one" }],
    annotations: { "cdi.k8s.io/plugin_1": "vendor.com/gadget=one,other.org/gadget.net=0", other: "x/y=z" },
  });
  expect(lines.slice(0, 3)).toEqual([
    "two",
    expect.stringContaining("/dev/gadget"),
    "crw-r----- 0 0 1, 5 /dev/gadget2",
  ]);
});

test("an unknown device, a text that names none and a file that is broken are errors; nothing is left of the container", async () => {
  writeSpecFile("gadget.json", [device("one", { deviceNodes: [{ path: "/dev/absent-gadget" }] })]);
  writeFileSync(join(specFiles, "broken.yaml"), "kind: [");
  const create = (more: Init<ContainerConfig>) => node.create(pod, "gadgets", "refused", "true", more);
  await expect(create({ CDIDevices: [{ name: "vendor.com/gadget=nine" }] })).rejects.toThrow(
    `CDI devices vendor.com/gadget=nine are not known; files that are not used: ${join(specFiles, "broken.yaml")}`,
  );
  await expect(create({ CDIDevices: [{ name: "/dev/null" }] })).rejects.toMatchObject({
    kind: "invalid argument",
  });
  await expect(create({ annotations: { "cdi.k8s.io/x": "gadget" } })).rejects.toThrow(
    'CDI device "gadget": the form is vendor/class=device',
  );
  await expect(create({ CDIDevices: [{ name: "vendor.com/gadget=one" }] })).rejects.toThrow(
    "device /dev/absent-gadget of the host",
  );
  const { containers } = await (await node.runtime()).listContainers({});
  expect(containers.map(({ metadata }) => metadata?.name)).not.toContain("refused");
  await eventually("the log to name the file", async () =>
    node.daemon.log
      .split("\n")
      .some((line) => line.includes("CDI spec file is not used") && line.includes("broken.yaml")),
  );
  rmSync(join(specFiles, "broken.yaml"));
});

test("tsrt ctr run gives devices by their names, and GPUs by their numbers", async () => {
  writeSpecFile("gadget.json", [device("one", { env: ["GADGET=one"] })]);
  writeSpecFile("gpu.json", [device("0", { env: ["GPU=0"] }), device("1", { env: ["OTHER=1"] })], {
    kind: "nvidia.com/gpu",
  });
  const run = (...flags: string[]) =>
    node.daemon.ctr(
      ...["-n", "k8s.io", "run", "--rm", "--cdi-spec-dirs", specFiles, ...flags, criImage, "cdi"],
      ...["/bin/sh", "-c", "echo $GADGET $GPU $OTHER; ls /dev/full"],
    );
  const { stdout, status } = await run(
    ...["--device", "vendor.com/gadget=one", "--gpus", "0,1", "--device", "/dev/full"],
  );
  expect([status, stdout]).toEqual([0, "one 0 1\n/dev/full\n"]);
  expect((await run("--device", "vendor.com/gadget=nine")).stderr).toContain(
    "CDI devices vendor.com/gadget=nine are not known",
  );
  expect((await run("--gpus", "x")).stderr).toContain('--gpus: "x" is not the number of a GPU');
  rmSync(join(specFiles, "gpu.json"));
  expect((await run("--gpus", "0")).stderr).toContain("no CDI spec file of nvidia.com or amd.com");
});
