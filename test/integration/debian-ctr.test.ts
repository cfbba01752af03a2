// Debian's ctr 1.6 against our socket, each command's output compared with the same command's on Debian's containerd.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createHash, randomFillSync } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { Background } from "../harness/background.ts";
import { command, eventually, type Result, succeed } from "../harness/command.ts";
import { Containerd } from "../harness/containerd.ts";
import { Daemon, noCollection } from "../harness/daemon.ts";
import { pushImage, writeArchive } from "../harness/image.ts";
import { type RegistryServer, startRegistry } from "../harness/registry.ts";
import { type Scratch, scratch } from "../harness/scratch.ts";

/** ctr with the address of one of the two daemons. */
type Ctr = (...args: string[]) => Promise<Result>;

const image = "docker.io/library/busybox:test";
let directory: Scratch;
let registry: RegistryServer;
let tsrt: Daemon;
let containerd: Containerd;

beforeAll(async () => {
  directory = scratch();
  await writeArchive(directory.join("busybox.tar"), { name: image });
  [registry, tsrt, containerd] = await Promise.all([
    startRegistry(),
    Daemon.start({ config: noCollection }),
    Containerd.start({ config: noCollection }),
  ]);
  await pushImage(`${registry.host}/busybox:1`);
});

afterAll(async () => {
  await tsrt?.[Symbol.asyncDispose]();
  await containerd?.[Symbol.asyncDispose]();
  await registry?.[Symbol.asyncDispose]();
  directory?.[Symbol.dispose]();
});

/** What differs between two runs of the same command on the same daemon. */
function normalise(text: string): string {
  return Bun.stripANSI(text)
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z| ?[+-]\d{4} UTC| [A-Z]{3})?/g, "TIME")
    .replace(/\b\d+(\.\d+)?\s?(ns|µs|ms|s|seconds?)\b/g, "DURATION")
    .replace(/(: invalid argument)+/g, ": invalid argument")
    .replace(/^\S+=\S+,\S+$/gm, (labels) => labels.split(",").sort().join(","))
    .replace(/[ \t]+/g, " ")
    .replace(/ $/gm, "");
}

function shown({ status, stdout, stderr }: Result): string {
  return normalise(`${stdout}${stderr}status ${status}`);
}

/** Runs the same steps against both daemons, and expects the same answers. */
async function same(steps: (ctr: Ctr) => Promise<string>): Promise<string> {
  const ours = await steps((...args) => tsrt.goCtr(...args));
  const theirs = await steps((...args) => containerd.ctr(...args));
  expect(ours).toBe(theirs);
  return ours;
}

/** One command whose output is the same on both. */
function sameOutput(...args: string[]): Promise<string> {
  return same(async (ctr) => shown(await ctr(...args)));
}

async function running(ctr: Ctr, id: string, args: readonly string[], wanted = "RUNNING"): Promise<void> {
  await succeedWith(ctr, "run", "-d", image, id, ...args);
  await taskIs(ctr, id, wanted);
}

async function taskIs(ctr: Ctr, id: string, wanted: string): Promise<void> {
  await eventually(`task ${id} to be ${wanted}`, async () =>
    (await ctr("task", "ls")).stdout
      .split("\n")
      .some((line) => line.startsWith(`${id} `) && line.includes(wanted)),
  );
}

async function remove(ctr: Ctr, id: string): Promise<void> {
  await ctr("task", "kill", "-s", "SIGKILL", id);
  await eventually(`task ${id} to stop`, async () => !(await ctr("task", "ls")).stdout.includes("RUNNING"));
  await ctr("task", "rm", id);
  await succeedWith(ctr, "container", "rm", id);
}

async function succeedWith(ctr: Ctr, ...args: string[]): Promise<string> {
  const result = await ctr(...args);
  if (result.status !== 0) {
    throw new Error(`ctr ${args.join(" ")} ended with ${result.status}: ${result.stderr}${result.stdout}`);
  }
  return result.stdout;
}

test("version", async () => {
  const { status, stdout } = await tsrt.goCtr("version");
  expect(status).toBe(0);
  expect(stdout).toMatch(/Server:\n {2}Version: .+\n {2}Revision: .*\n {2}UUID: [0-9a-f-]{36}\n/);
});

describe("images", () => {
  test("import", async () => {
    const output = await sameOutput("image", "import", directory.join("busybox.tar"));
    expect(output).toContain("unpacking docker.io/library/busybox:test");
  });

  test("pull, list, tag, label, check, remove", async () => {
    const reference = `${registry.host}/busybox:1`;
    const pulled = await tsrt.goCtr("image", "pull", "--plain-http", reference);
    expect(pulled.status).toBe(0);
    expect(pulled.stdout).toContain("done: ");
    await succeed(["ctr", "-a", containerd.address, "image", "pull", "--plain-http", reference]);
    expect(await sameOutput("image", "ls")).toContain(reference);
    await sameOutput("image", "ls", "-q", `name==${reference}`);
    await sameOutput("image", "tag", reference, "example.org/tagged:1");
    await sameOutput("image", "tag", reference, "example.org/tagged:1");
    await sameOutput("image", "label", "example.org/tagged:1", "a=b");
    await sameOutput("image", "check");
    await sameOutput("image", "rm", "example.org/tagged:1");
    await sameOutput("image", "rm", "example.org/none:1");
    await sameOutput("image", "ls", "bad filter");
  });

  test("push", async () => {
    const [, tag] = ["busybox", `${registry.host}/pushed:1`];
    await succeedWith((...args) => tsrt.goCtr(...args), "image", "tag", image, tag);
    const pushed = await tsrt.goCtr("image", "push", "--plain-http", tag);
    expect(pushed.status).toBe(0);
    const inspected = await command(["skopeo", "inspect", "--tls-verify=false", `docker://${tag}`]);
    expect(inspected.stdout).toContain('"Digest": "sha256:');
  });

  test("export", async () => {
    const ours = directory.join("ours.tar");
    const theirs = directory.join("theirs.tar");
    expect((await tsrt.goCtr("image", "export", ours, image)).status).toBe(0);
    expect((await containerd.ctr("image", "export", theirs, image)).status).toBe(0);
    expect(readFileSync(ours).equals(readFileSync(theirs))).toBe(true);
  });
});

describe("content", () => {
  test("ls", async () => {
    expect(await sameOutput("content", "ls", "-q")).toContain("sha256:");
  });

  test("ingest and get 200 MB, byte for byte", async () => {
    const blob = new Uint8Array(200 << 20);
    for (let at = 0; at < blob.length; at += 64 << 20) {
      randomFillSync(blob, at, Math.min(64 << 20, blob.length - at));
    }
    const digest = `sha256:${createHash("sha256").update(blob).digest("hex")}`;
    const file = directory.join("blob");
    writeFileSync(file, blob);
    const shell = [
      "sh",
      "-c",
      `ctr -a ${tsrt.address} content ingest --expected-digest ${digest} big < ${file}`,
    ];
    await succeed(shell, { timeout: 60_000 });
    const listed = await tsrt.goCtr("content", "ls", `digest==${digest}`);
    expect(listed.stdout).toContain("209.7MB");
    const back = directory.join("back");
    await succeed(["sh", "-c", `ctr -a ${tsrt.address} content get ${digest} > ${back}`], {
      timeout: 60_000,
    });
    await succeed(["cmp", file, back]);
    expect((await tsrt.goCtr("content", "rm", digest)).stdout).toBe(`${digest}\n`);
  });

  test("errors", async () => {
    const missing = `sha256:${"0".repeat(64)}`;
    await sameOutput("content", "get", missing);
    await sameOutput("content", "rm", missing);
    await sameOutput("content", "label", missing, "a=b");
    await sameOutput("content", "get", "nonsense");
  });
});

describe("namespaces and leases", () => {
  test("namespace create, label, ls, rm", async () => {
    await sameOutput("namespace", "create", "probe", "a=b");
    await sameOutput("namespace", "create", "probe");
    await sameOutput("namespace", "label", "probe", "c=d");
    expect(await sameOutput("namespace", "ls")).toContain("probe");
    await sameOutput("namespace", "rm", "probe");
    await sameOutput("namespace", "rm", "default");
    await sameOutput("namespace", "create", "not/good");
    await sameOutput("namespace", "create", "x".repeat(77));
  });

  test("leases create, ls, delete", async () => {
    expect(await sameOutput("leases", "create", "--id", "mine", "--expires", "0s", "a=b")).toContain("mine");
    await sameOutput("leases", "create", "--id", "mine");
    expect(await sameOutput("leases", "ls", "-q")).toContain("mine");
    await sameOutput("leases", "delete", "mine");
    await sameOutput("leases", "delete", "mine");
  });
});

describe("snapshots", () => {
  test("ls, prepare, view, commit, info, rm", async () => {
    const listed = await sameOutput("snapshot", "ls");
    const chain = /sha256:[0-9a-f]{64}/.exec(listed)?.[0] ?? "";
    expect(chain).not.toBe("");
    await sameOutput("snapshot", "prepare", "one", chain);
    await sameOutput("snapshot", "prepare", "one", chain);
    await sameOutput("snapshot", "view", "two", chain);
    await sameOutput("snapshot", "commit", "three", "one");
    await sameOutput("snapshot", "prepare", "four", "three");
    await sameOutput("snapshot", "rm", "three");
    await sameOutput("snapshot", "tree");
    await sameOutput("snapshot", "info", "three");
    await sameOutput("snapshot", "rm", "four");
    await sameOutput("snapshot", "rm", "three");
    await sameOutput("snapshot", "rm", "two");
    await sameOutput("snapshot", "prepare", "five", "missing");
    await sameOutput("snapshot", "info", "missing");
    await sameOutput("snapshot", "--snapshotter", "missing", "ls");
  });
});

describe("tasks", () => {
  test("run --rm, its output and exit code", async () => {
    const output = await sameOutput(
      "run",
      "--rm",
      image,
      "once",
      "sh",
      "-c",
      "echo out; echo err >&2; exit 3",
    );
    expect(output).toContain("out\n");
    expect(output).toContain("err\n");
    expect(output).toContain("status 3");
  });

  test("run of a missing program", async () => {
    const output = await sameOutput("run", "--rm", image, "missing", "/no/such/program");
    expect(output).toContain("no such file or directory");
    expect((await tsrt.goCtr("container", "ls", "-q")).stdout).not.toContain("missing");
  });

  test("run -d, exec, ps, metrics, pause, resume, kill, rm", async () => {
    await same(async (ctr) => {
      await running(ctr, "long", ["sleep", "1000"]);
      const answers = [
        await ctr("task", "exec", "--exec-id", "e1", "long", "sh", "-c", "echo inside; exit 5"),
        await ctr("task", "exec", "--exec-id", "e1", "missing", "true"),
        await ctr("task", "pause", "long"),
      ];
      await taskIs(ctr, "long", "PAUSED");
      answers.push(await ctr("task", "resume", "long"));
      await taskIs(ctr, "long", "RUNNING");
      answers.push(await ctr("task", "rm", "long"));
      answers.push(await ctr("task", "start", "long"));
      answers.push(await ctr("run", "-d", image, "long", "true"));
      answers.push(await ctr("task", "kill", "-s", "SIGKILL", "long"));
      await taskIs(ctr, "long", "STOPPED");
      answers.push(await ctr("task", "kill", "long"));
      answers.push(await ctr("task", "rm", "long"));
      answers.push(await ctr("task", "rm", "long"));
      answers.push(await ctr("container", "rm", "long"));
      answers.push(await ctr("container", "rm", "long"));
      return answers.map(shown).join("\n");
    });
  });

  test("ps and metrics", async () => {
    const ctr: Ctr = (...args) => tsrt.goCtr(...args);
    await running(ctr, "measured", ["sleep", "1000"]);
    const pid = /measured\s+(\d+)/.exec((await ctr("task", "ls")).stdout)?.[1] ?? "";
    expect((await ctr("task", "ps", "measured")).stdout).toMatch(new RegExp(`PID +INFO\\s+${pid} +-`));
    const metrics = (await ctr("task", "metrics", "measured")).stdout;
    expect(metrics).toMatch(/ID\s+TIMESTAMP\s+measured/);
    expect(metrics).toMatch(/memory\.usage_in_bytes\s+\d+/);
    expect(metrics).toMatch(/pids\.current\s+1/);
    await remove(ctr, "measured");
  });

  test("a task that ended keeps its exit code until it is deleted", async () => {
    await same(async (ctr) => {
      await running(ctr, "short", ["sh", "-c", "exit 9"], "STOPPED");
      const deleted = shown(await ctr("task", "rm", "short"));
      await succeedWith(ctr, "container", "rm", "short");
      return deleted;
    });
  });
});

test("containers: create, info, label, ls, rm", async () => {
  await same(async (ctr) => {
    const answers = [
      await ctr("container", "create", image, "made", "true"),
      await ctr("container", "create", image, "made", "true"),
      await ctr("container", "label", "made", "a=b"),
      await ctr("container", "ls"),
      await ctr("container", "info", "none"),
      await ctr("container", "rm", "made"),
      await ctr("container", "create", image, "bad/id", "true"),
    ];
    return answers.map(shown).join("\n");
  });
});

test("events of a container's life, in order", async () => {
  const ours = await topicsOf(tsrt.address, (...args) => tsrt.goCtr(...args));
  const theirs = await topicsOf(containerd.address, (...args) => containerd.ctr(...args));
  expect(ours).toEqual(theirs);
  expect(ours).toContain("/tasks/exit");
});

/** Topics published while a container runs, from Debian's `ctr events`. */
async function topicsOf(address: string, ctr: Ctr): Promise<string[]> {
  await using events = new Background(["ctr", "-a", address, "events"]);
  await eventually("the subscription", async () => {
    await succeedWith(ctr, "image", "label", image, "watched=");
    return events.stdout.includes("/images/update");
  });
  await succeedWith(ctr, "run", "--rm", image, "watched", "true");
  await events.says("/containers/delete");
  await Bun.sleep(500);
  const topics = [...events.stdout.matchAll(/ (\/[a-z]+\/[a-z-]+) /g)].map((match) => match[1] ?? "");
  // A collection of what earlier tests left, and of what was labelled, may publish before the container's first event.
  return topics.slice(topics.indexOf("/snapshot/prepare"));
}

test("plugins ls", async () => {
  const listed = (await tsrt.goCtr("plugins", "ls")).stdout;
  for (const wanted of [
    /io\.containerd\.snapshotter\.v1\s+overlayfs\s+linux\/\w+\s+ok/,
    /io\.containerd\.snapshotter\.v1\s+native\s+linux\/\w+\s+ok/,
    /io\.containerd\.runtime\.v2\s+task\s+\S+\s+ok/,
    /io\.containerd\.grpc\.v1\s+tasks\s+\S+\s+ok/,
    /io\.containerd\.content\.v1\s+content\s+\S+\s+ok/,
  ]) {
    expect(listed).toMatch(wanted);
  }
  expect(listed).not.toContain("error");
});
