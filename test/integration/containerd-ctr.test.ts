// containerd's ctr against our socket, each command's output compared with the same command's on the containerd of the same
// release: on each release that this machine has.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createHash, randomFillSync } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { Background } from "../harness/background.ts";
import { command, eventually, succeed } from "../harness/command.ts";
import { references } from "../harness/reference.ts";
import { type Ctr, CtrRig, image, remove, running, shown, succeedWith, taskIs } from "./ctr-rig.ts";

function generalTests(rig: CtrRig): void {
  test("version", async () => {
    const { status, stdout } = await rig.ours("version");
    expect(status).toBe(0);
    expect(stdout).toMatch(/Server:\n {2}Version: .+\n {2}Revision: .*\n {2}UUID: [0-9a-f-]{36}\n/);
  });
  test("plugins ls", async () => {
    const listed = (await rig.ours("plugins", "ls")).stdout;
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
}

function imageTests(rig: CtrRig): void {
  test("import", async () => {
    const output = await rig.sameOutput(
      "image",
      "import",
      ...rig.local,
      rig.parts.directory.join("busybox.tar"),
    );
    expect(output).toContain("unpacking docker.io/library/busybox:test");
  });

  test("pull, list, tag, label, check, remove", async () => {
    const reference = `${rig.parts.registry.host}/busybox:1`;
    const pulled = await rig.ours("image", "pull", ...rig.local, "--plain-http", reference);
    expect(pulled.status).toBe(0);
    expect(pulled.stdout).toContain("done: ");
    await succeedWith(rig.theirs, "image", "pull", ...rig.local, "--plain-http", reference);
    expect(await rig.sameOutput("image", "ls")).toContain(reference);
    await rig.sameOutput("image", "ls", "-q", `name==${reference}`);
    await rig.sameOutput("image", "tag", reference, "example.org/tagged:1");
    await rig.sameOutput("image", "tag", reference, "example.org/tagged:1");
    await rig.sameOutput("image", "label", "example.org/tagged:1", "a=b");
    await rig.sameOutput("image", "check");
    await rig.sameOutput("image", "rm", "example.org/tagged:1");
    await rig.sameOutput("image", "rm", "example.org/none:1");
    await rig.sameOutput("image", "ls", "bad filter");
  });

  test("push", async () => {
    const [, tag] = ["busybox", `${rig.parts.registry.host}/pushed:1`];
    await succeedWith(rig.ours, "image", "tag", image, tag);
    const pushed = await rig.ours("image", "push", ...rig.local, "--plain-http", tag);
    expect(pushed.status).toBe(0);
    const inspected = await command(["skopeo", "inspect", "--tls-verify=false", `docker://${tag}`]);
    expect(inspected.stdout).toContain('"Digest": "sha256:');
  });

  test("export, by the service that ctr asks unless it is told, and by ctr itself", async () => {
    for (const flags of rig.local.length > 0 ? [[], rig.local] : [[]]) {
      const ours = rig.parts.directory.join("ours.tar");
      const theirs = rig.parts.directory.join("theirs.tar");
      await succeedWith(rig.ours, "image", "export", ...flags, ours, image);
      await succeedWith(rig.theirs, "image", "export", ...flags, theirs, image);
      expect(readFileSync(ours).equals(readFileSync(theirs)), flags.join(" ")).toBe(true);
    }
  });

  test("import, pull and push by the service that ctr asks unless it is told", async () => {
    const archive = rig.parts.directory.join("busybox.tar");
    const tag = `${rig.parts.registry.host}/moved:1`;
    for (const ctr of [rig.ours, rig.theirs]) {
      const inNamespace: Ctr = (...args) => ctr("-n", "moved", ...args);
      await succeedWith(inNamespace, "image", "import", archive);
      await succeedWith(inNamespace, "image", "tag", image, tag);
      await succeedWith(inNamespace, "image", "push", "--plain-http", tag);
      await succeedWith(inNamespace, "image", "rm", "--sync", tag, image);
      await succeedWith(inNamespace, "image", "pull", "--plain-http", tag);
    }
    await rig.same(async (ctr) => shown(await ctr("-n", "moved", "image", "ls")));
    await rig.same(async (ctr) => shown(await ctr("-n", "moved", "content", "ls", "-q")));
  });
}

function contentTests(rig: CtrRig): void {
  test("ls", async () => {
    expect(await rig.sameOutput("content", "ls", "-q")).toContain("sha256:");
  });

  test("ingest and get 200 MB, byte for byte", async () => {
    const blob = new Uint8Array(200 << 20);
    for (let at = 0; at < blob.length; at += 64 << 20) {
      randomFillSync(blob, at, Math.min(64 << 20, blob.length - at));
    }
    const digest = `sha256:${createHash("sha256").update(blob).digest("hex")}`;
    const file = rig.parts.directory.join("blob");
    writeFileSync(file, blob);
    const shell = [
      "sh",
      "-c",
      `${rig.reference.ctr} -a ${rig.parts.tsrt.address} content ingest --expected-digest ${digest} big < ${file}`,
    ];
    await succeed(shell, { timeout: 60_000 });
    const listed = await rig.ours("content", "ls", `digest==${digest}`);
    expect(listed.stdout).toContain("209.7MB");
    const back = rig.parts.directory.join("back");
    await succeed(
      ["sh", "-c", `${rig.reference.ctr} -a ${rig.parts.tsrt.address} content get ${digest} > ${back}`],
      {
        timeout: 60_000,
      },
    );
    await succeed(["cmp", file, back]);
    expect((await rig.ours("content", "rm", digest)).stdout).toBe(`${digest}\n`);
  });

  test("errors", async () => {
    const missing = `sha256:${"0".repeat(64)}`;
    await rig.sameOutput("content", "get", missing);
    await rig.sameOutput("content", "rm", missing);
    await rig.sameOutput("content", "label", missing, "a=b");
    await rig.sameOutput("content", "get", "nonsense");
  });
}

function namespaceTests(rig: CtrRig): void {
  test("namespace create, label, ls, rm", async () => {
    await rig.sameOutput("namespace", "create", "probe", "a=b");
    await rig.sameOutput("namespace", "create", "probe");
    await rig.sameOutput("namespace", "label", "probe", "c=d");
    expect(await rig.sameOutput("namespace", "ls")).toContain("probe");
    await rig.sameOutput("namespace", "rm", "probe");
    await rig.sameOutput("namespace", "rm", "default");
    await rig.sameOutput("namespace", "create", "not/good");
    await rig.sameOutput("namespace", "create", "x".repeat(77));
  });

  test("leases create, ls, delete", async () => {
    expect(await rig.sameOutput("leases", "create", "--id", "mine", "--expires", "0s", "a=b")).toContain(
      "mine",
    );
    await rig.sameOutput("leases", "create", "--id", "mine");
    expect(await rig.sameOutput("leases", "ls", "-q")).toContain("mine");
    await rig.sameOutput("leases", "delete", "mine");
    await rig.sameOutput("leases", "delete", "mine");
  });
}

function snapshotTests(rig: CtrRig): void {
  test("ls, prepare, view, commit, info, rm", async () => {
    const listed = await rig.sameOutput("snapshot", "ls");
    const chain = /sha256:[0-9a-f]{64}/.exec(listed)?.[0] ?? "";
    expect(chain).not.toBe("");
    await rig.sameOutput("snapshot", "prepare", "one", chain);
    await rig.sameOutput("snapshot", "prepare", "one", chain);
    await rig.sameOutput("snapshot", "view", "two", chain);
    await rig.sameOutput("snapshot", "commit", "three", "one");
    await rig.sameOutput("snapshot", "prepare", "four", "three");
    await rig.sameOutput("snapshot", "rm", "three");
    await rig.sameOutput("snapshot", "tree");
    await rig.sameOutput("snapshot", "info", "three");
    await rig.sameOutput("snapshot", "rm", "four");
    await rig.sameOutput("snapshot", "rm", "three");
    await rig.sameOutput("snapshot", "rm", "two");
    await rig.sameOutput("snapshot", "prepare", "five", "missing");
    await rig.sameOutput("snapshot", "info", "missing");
    await rig.sameOutput("snapshot", "--snapshotter", "missing", "ls");
  });
}

function runTests(rig: CtrRig): void {
  test("run --rm, its output and exit code", async () => {
    const output = await rig.sameOutput(
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
    const output = await rig.sameOutput("run", "--rm", image, "missing", "/no/such/program");
    expect(output).toContain("no such file or directory");
    expect((await rig.ours("container", "ls", "-q")).stdout).not.toContain("missing");
  });
  test("ps and metrics", async () => {
    const ctr: Ctr = rig.ours;
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
    await rig.same(async (ctr) => {
      await running(ctr, "short", ["sh", "-c", "exit 9"], "STOPPED");
      const deleted = shown(await ctr("task", "rm", "short"));
      await succeedWith(ctr, "container", "rm", "short");
      return deleted;
    });
  });
}

function lifeTests(rig: CtrRig): void {
  test("run -d, exec, ps, metrics, pause, resume, kill, rm", async () => {
    await rig.same(async (ctr) => {
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
}

function containerTests(rig: CtrRig): void {
  test("containers: create, info, label, ls, rm", async () => {
    await rig.same(async (ctr) => {
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
    const ours = await topicsOf(rig.reference.ctr, rig.parts.tsrt.address, rig.ours);
    const theirs = await topicsOf(rig.reference.ctr, rig.parts.containerd.address, rig.theirs);
    // containerd's shim sends the deletion of its task beside the answer: it may come after what the client did next.
    expect(ours.toSorted()).toEqual(theirs.toSorted());
    expect(ours.filter((topic) => topic.startsWith("/tasks/"))).toEqual([
      "/tasks/create",
      "/tasks/start",
      "/tasks/exit",
      "/tasks/delete",
    ]);
  });
}

/** Topics published while a container runs, from `ctr events`. */
async function topicsOf(program: string, address: string, ctr: Ctr): Promise<string[]> {
  await using events = new Background([program, "-a", address, "events"]);
  await eventually("the subscription", async () => {
    await succeedWith(ctr, "image", "label", image, "watched=");
    return events.stdout.includes("/images/update");
  });
  await succeedWith(ctr, "run", "--rm", image, "watched", "true");
  await events.says("/containers/delete");
  await events.says("/tasks/delete");
  await Bun.sleep(500);
  const topics = [...events.stdout.matchAll(/ (\/[a-z]+\/[a-z-]+) /g)].map((match) => match[1] ?? "");
  // A collection of what earlier tests left, and of what was labelled, may publish before the container's first event.
  return topics.slice(topics.indexOf("/snapshot/prepare"));
}

for (const reference of references) {
  describe(reference.name, () => {
    const rig = new CtrRig(reference);
    beforeAll(() => rig.start());
    afterAll(() => rig.stop());
    generalTests(rig);
    describe("images", () => imageTests(rig));
    describe("content", () => contentTests(rig));
    describe("namespaces and leases", () => namespaceTests(rig));
    describe("snapshots", () => snapshotTests(rig));
    describe("tasks", () => runTests(rig));
    describe("a task's life", () => lifeTests(rig));
    describe("containers", () => containerTests(rig));
  });
}
