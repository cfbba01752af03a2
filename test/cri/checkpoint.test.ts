// CheckpointContainer with real containers. CRIU is not there, so that runc's own refusal is tested; archives are made with a runc
// that only pretends to run CRIU, and does everything else.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { eventually, succeed } from "../harness/command.ts";
import { CriNode } from "../harness/cri-node.ts";
import { scratch } from "../harness/scratch.ts";

setDefaultTimeout(60_000);

const directory = scratch();
const go = directory.join("go");

let node: CriNode;

beforeAll(async () => {
  const program = directory.join("runc");
  writeFileSync(
    program,
    `#!/bin/sh
images=
work=
for word in "$@"; do
  case "$last" in
  --image-path) images=$word ;;
  --work-path) work=$word ;;
  esac
  last=$word
done
case " $* " in
*" checkpoint "*)
  echo image > "$images/core-1.img"
  echo log > "$work/dump.log"
  echo "$@" > ${directory.join("arguments")}
  while [ ! -e ${go} ]; do sleep 0.05; done
  exit 0
  ;;
esac
exec ${Bun.which("runc")} "$@"
`,
  );
  chmodSync(program, 0o755);
  const config = `
[plugins."io.containerd.cri.v1.runtime"]
enable_criu = true
[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.pretending]
runtime_type = "io.containerd.runc.v2"
[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.pretending.options]
BinaryName = "${program}"
`;
  node = await CriNode.start({ config });
});
afterAll(async () => {
  writeFileSync(go, "");
  await node[Symbol.asyncDispose]();
  directory[Symbol.dispose]();
});

/** A container that writes a file into its root filesystem and then counts in its log. */
async function runCounter(name: string, handler = ""): Promise<string> {
  const pod = await node.runPod(name, 0, { handler });
  const script = "echo changed > /changed; n=0; while true; do n=$((n + 1)); echo $n; sleep 0.05; done";
  const container = await node.create(pod, name, "c", script);
  await (await node.runtime()).startContainer({ containerId: container });
  await goesOn(name);
  return container;
}

async function goesOn(name: string): Promise<void> {
  const before = node.log(name).length;
  await eventually(`${name} to count on`, () => node.log(name).length > before + 1);
}

const ownDirectory = (id: string): string =>
  node.daemon.directory.join("root/io.containerd.cri.v1.runtime/containers", id);

async function checkpoint(containerId: string, location: string, timeout = 0n): Promise<void> {
  await (await node.runtime()).checkpointContainer({ containerId, location, timeout });
}

test("without CRIU it fails in the words of runc; the container goes on, and nothing is left", async () => {
  const container = await runCounter("refused");
  const before = readdirSync(ownDirectory(container));
  const location = directory.join("refused.tar");
  await expect(checkpoint(container, location)).rejects.toThrow(
    new RegExp(`^checkpointing container "${container}" failed: .*criu.* path= .*criu-dump.log`, "is"),
  );
  await goesOn("refused");
  expect(readdirSync(ownDirectory(container))).toEqual(before);
  expect(readdirSync(directory.path).filter((name) => name.startsWith("refused"))).toEqual([]);
  const { stdout } = await node.daemon.ctr("-n", "k8s.io", "snapshots", "ls");
  expect(stdout).not.toContain("-checkpoint-");
});

test("the archive has what checkpointctl looks for, replaces an older one and is the owner's alone", async () => {
  writeFileSync(go, "");
  const container = await runCounter("made", "pretending");
  const location = directory.join("made.tar");
  writeFileSync(location, "older");
  await checkpoint(container, location);
  await goesOn("made");
  expect(existsSync(`${ownDirectory(container)}/checkpoint`)).toBe(false);
  expect(statSync(location).mode & 0o777).toBe(0o600);
  const unpacked = directory.join("unpacked");
  mkdirSync(unpacked);
  await succeed(["tar", "-xf", location, "-C", unpacked]);
  expect(readdirSync(unpacked).sort()).toEqual([
    "checkpoint",
    "config.dump",
    "container.log",
    "dump.log",
    "rootfs-diff.tar",
    "spec.dump",
    "status",
    "status.dump",
  ]);
  const json = (name: string) => JSON.parse(readFileSync(`${unpacked}/${name}`, "utf8"));
  expect(json("config.dump")).toMatchObject({
    id: container,
    name: "c_made_default_made_0",
    runtime: "io.containerd.runc.v2",
    restored: false,
    createdTime: expect.stringMatching(/^20.*Z$/),
  });
  expect(json("status.dump")).toMatchObject({ id: container, metadata: { name: "c" }, state: 1 });
  expect(json("status")).toMatchObject({ Version: "v1", FinishedAt: 0, ExitCode: 0 });
  expect(json("spec.dump")).toMatchObject({ process: { args: ["/bin/sh", "-c", expect.any(String)] } });
  expect(readFileSync(`${unpacked}/checkpoint/core-1.img`, "utf8")).toBe("image\n");
  expect(readFileSync(`${unpacked}/container.log`, "utf8")).toContain(" stdout F 1\n");
  const changed = await succeed(["tar", "-xzOf", `${unpacked}/rootfs-diff.tar`, "changed"]);
  expect(changed).toBe("changed\n");
  const passed = readFileSync(directory.join("arguments"), "utf8");
  expect(passed).toContain("checkpoint --leave-running --image-path");
});

test("one checkpoint of a container at a time; a caller's timeout leaves no archive; a daemon that dies leaves it running", async () => {
  rmSync(go, { force: true });
  const container = await runCounter("slow", "pretending");
  const location = directory.join("slow.tar");
  const late = checkpoint(container, location, 1n);
  late.catch(() => {});
  await eventually("runc to be called", () => existsSync(`${ownDirectory(container)}/checkpoint/dump.log`));
  await expect(checkpoint(container, location)).rejects.toThrow("another checkpoint of it is being made");
  await expect(late).rejects.toMatchObject({ kind: "deadline exceeded" });
  writeFileSync(go, "");
  await goesOn("slow");
  await eventually("it to be cleaned up", () => !existsSync(`${ownDirectory(container)}/checkpoint`));
  expect(readdirSync(directory.path).filter((name) => name.startsWith("slow"))).toEqual([]);

  rmSync(go);
  checkpoint(container, location).catch(() => {});
  await eventually("runc to be called", () => existsSync(`${ownDirectory(container)}/checkpoint/dump.log`));
  await node.kill();
  writeFileSync(go, "");
  await node.daemon.start();
  await goesOn("slow");
  await eventually("what is left to go", () => !existsSync(`${ownDirectory(container)}/checkpoint`));
});

test("what is not running, a path that is relative and an unknown container are refused", async () => {
  const container = await runCounter("other", "pretending");
  await expect(checkpoint(container, "relative.tar")).rejects.toThrow(
    'checkpoint to "relative.tar": the path is not absolute',
  );
  await (await node.runtime()).stopContainer({ containerId: container, timeout: 0n });
  await expect(checkpoint(container, directory.join("x.tar"))).rejects.toThrow(
    "is in CONTAINER_EXITED state. only CONTAINER_RUNNING containers can be checkpointed",
  );
  await expect(checkpoint("absent", directory.join("x.tar"))).rejects.toMatchObject({ kind: "not found" });
});
