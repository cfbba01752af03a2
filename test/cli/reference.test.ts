// Runs our command line and client library against containerd, to show that they rely on containerd's behaviour only.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { Client, nullIo, streamIo, withArgs, withImageConfig } from "../../src/client/index.ts";
import { command, eventually, type Result, succeed } from "../harness/command.ts";
import { Containerd } from "../harness/containerd.ts";
import { executable } from "../harness/daemon.ts";
import { writeArchive } from "../harness/image.ts";

const image = "docker.io/library/busybox:test";
let containerd: Containerd;

beforeAll(async () => {
  containerd = await Containerd.start();
  const archive = containerd.directory.join("image.tar");
  await writeArchive(archive, { name: image });
  await succeed(["ctr", "-a", containerd.address, "images", "import", "--no-unpack", archive]);
});
afterAll(() => containerd[Symbol.asyncDispose]());

const ctr = (...args: string[]): Promise<Result> =>
  command([executable, "ctr", "-a", containerd.address, ...args]);

test("an image that was not unpacked is unpacked by the client, and runs", async () => {
  const result = await command(
    [executable, "ctr", "-a", containerd.address, "run", "--rm", image, "c", "sh", "-c", "cat; exit 3"],
    {
      input: "typed",
    },
  );
  expect(result).toEqual({ status: 3, stdout: "typed", stderr: "" });
}, 60_000);

test("detached, listed, executed in and removed", async () => {
  expect((await ctr("run", "-d", image, "d", "sleep", "1000")).stderr).toBe("");
  expect((await ctr("ps")).stdout).toContain("running");
  expect((await ctr("tasks", "ls", "--format", "wide")).stdout).toContain("containerd-shim");
  expect((await ctr("tasks", "exec", "d", "echo", "inside")).stdout).toBe("inside\n");
  for (const listing of [
    "images ls",
    "containers ls",
    "tasks ls",
    "snapshots ls",
    "plugins ls",
    "tasks ps d",
  ]) {
    const theirs = await containerd.ctr(...listing.split(" "));
    expect((await ctr(...listing.split(" "))).stdout, listing).toBe(theirs.stdout);
  }
  expect((await ctr("containers", "rm", "--force", "d")).status).toBe(0);
}, 60_000);

test("the library: tasks, execs, events and what they give", async () => {
  await using client = await Client.connect(containerd.address, { namespace: "library" });
  await containerd.ctr("-n", "library", "images", "import", containerd.directory.join("image.tar"));
  expect(await client.introspection.isServing()).toBe(true);
  const stop = new AbortController();
  const topics: string[] = [];
  const watching = (async () => {
    const filter = 'topic~="/(tasks|images)/"';
    for await (const { topic } of client.events.subscribe([filter], { signal: stop.signal })) {
      topics.push(topic);
    }
  })().catch(() => {});
  await eventually("the subscription", async () => {
    await containerd.ctr("-n", "library", "images", "label", image, "watched=");
    return topics.includes("/images/update");
  });
  await using lease = await client.leases.hold();
  const container = await client.newContainer(
    "lib",
    {
      image: await client.image(image),
      newSnapshot: true,
      spec: [withImageConfig(), withArgs("sleep", "1000")],
    },
    { lease: lease.id },
  );
  const task = await container.newTask(nullIo);
  const exited = task.wait();
  await task.start();
  let output = "";
  const spec = container.spec().process;
  if (spec === undefined) {
    throw new Error("no process in the spec");
  }
  const io = streamIo({
    stdout: (bytes) => {
      output += Buffer.from(bytes).toString();
    },
  });
  const exec = await task.exec("e", { ...spec, args: ["sh", "-c", "echo one; exit 7"] }, { io });
  const execExited = exec.wait();
  await exec.start();
  expect((await execExited).status).toBe(7);
  expect((await exec.delete()).status).toBe(7);
  expect(output).toBe("one\n");
  await task.pause();
  expect((await task.status()).status).toBe("paused");
  await task.resume();
  expect((await task.metrics())?.data.typeUrl).toContain("cgroups");
  expect((await task.pids()).map(({ pid }) => pid)).toContain(task.pid);
  await expect(task.delete()).rejects.toThrow("task must be stopped before deletion: running");
  await expect(container.delete()).rejects.toThrow("cannot delete running task lib");
  expect((await task.delete({ kill: true })).status).toBe(137);
  expect((await exited).status).toBe(137);
  await container.delete({ snapshot: true });
  await eventually("the events", () => topics.includes("/tasks/delete"));
  stop.abort();
  await watching;
  const others = ["/images/update", "/tasks/paused", "/tasks/resumed"];
  const order = topics.filter((topic) => !others.includes(topic));
  expect(order.slice(0, 4)).toEqual([
    "/tasks/create",
    "/tasks/start",
    "/tasks/exec-added",
    "/tasks/exec-started",
  ]);
}, 60_000);

test("an abort ends a request, here and there", async () => {
  await using client = await Client.connect(containerd.address);
  const stop = new AbortController();
  const events = client.events.subscribe([], { signal: stop.signal });
  const next = events.next();
  setTimeout(() => stop.abort(), 50);
  await expect(next).rejects.toThrow();
  await expect(client.containers.get("nosuch")).rejects.toThrow('container "nosuch" in namespace "default"');
});
