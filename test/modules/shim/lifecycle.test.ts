import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Metrics } from "../../../src/rpc/gen/cgroups1.ts";
import { Options } from "../../../src/rpc/gen/runc.ts";
import { eventually } from "../../harness/command.ts";
import { failure } from "./failure.ts";
import { ShimProcess } from "./shim-process.ts";

// Machines that run tests may be busy: a time limit is for what hangs.
setDefaultTimeout(60_000);

let shim: ShimProcess;

async function run(
  id: string,
  args: readonly string[],
  change?: Parameters<ShimProcess["bundle"]>[2],
): Promise<string> {
  const bundle = shim.bundle(id, args, change);
  await shim.tasks.create({ id, bundle });
  await shim.tasks.start({ id });
  return bundle;
}

async function end(id: string): Promise<void> {
  await shim.tasks.kill({ id, signal: 9 });
  await shim.tasks.wait({ id });
  await shim.tasks.delete({ id });
}

function ownTopics(id: string): string[] {
  return shim.seen.filter(({ fields }) => fields.containerId === id).map(({ topic }) => topic.slice(7));
}

// Starting and signalling is done by the shim itself or by runc, and clients must see no difference.
describe.each([
  ["the shim itself", {}],
  ["runc only", { TSRT_RUNC_ONLY: "1" }],
])("by %s", (_name, environment) => {
  beforeAll(async () => {
    shim = await ShimProcess.start(environment);
  });
  afterAll(async () => {
    await shim.stop();
  });

  test("pause, resume and what neither allows", async () => {
    const id = "pause";
    await run(id, ["sleep", "1000"]);
    expect(await failure(shim.tasks.resume({ id }))).toBe("unknown: cannot resume a running process");
    await shim.tasks.pause({ id });
    expect((await shim.tasks.state({ id })).status).toBe(4);
    expect(await failure(shim.tasks.pause({ id }))).toBe("unknown: cannot pause a paused container");
    expect(await failure(shim.tasks.exec({ id, execId: "x" }))).toBe(
      "unknown: cannot exec in a paused state",
    );
    await shim.tasks.resume({ id });
    expect((await shim.tasks.state({ id })).status).toBe(2);
    await end(id);
    await shim.event("/tasks/delete", ({ containerId }) => containerId === id);
    expect(ownTopics(id)).toEqual(["create", "start", "paused", "resumed", "exit", "delete"]);
  });

  test("a paused container that is killed ends and can be deleted", async () => {
    const id = "frozen";
    await run(id, ["sleep", "1000"]);
    await shim.tasks.pause({ id });
    await shim.tasks.kill({ id, signal: 9 });
    await shim.tasks.resume({ id }).catch(() => {});
    expect((await shim.tasks.wait({ id })).exitStatus).toBe(137);
    await shim.tasks.delete({ id });
  });

  test("kill: the words for what is finished or unknown", async () => {
    const id = "kill";
    const io = await shim.fifos(id);
    const script = "trap 'exit 9' TERM; echo ready; while :; do sleep 0.01; done";
    await shim.tasks.create({ id, bundle: shim.bundle(id, ["sh", "-c", script]), ...io.output });
    await shim.tasks.start({ id });
    await io.read.until(/ready/);
    await shim.tasks.kill({ id, signal: 15 });
    expect((await shim.tasks.wait({ id })).exitStatus).toBe(9);
    expect(await failure(shim.tasks.kill({ id, signal: 15 }))).toBe("not found: process already finished");
    expect((await shim.tasks.state({ id })).status).toBe(3);
    expect(await failure(shim.tasks.start({ id }))).toBe("unknown: cannot start a stopped process");
    expect(await failure(shim.tasks.exec({ id, execId: "x" }))).toBe(
      "unknown: cannot exec in a stopped state",
    );
    await shim.tasks.delete({ id });
    expect(await failure(shim.tasks.kill({ id, signal: 15 }))).toBe("not found: container not created");
    expect(await failure(shim.tasks.delete({ id }))).toBe("not found: container not created");
  });

  test("a created container can be deleted; its exit comes before", async () => {
    const id = "created";
    const bundle = shim.bundle(id, ["true"]);
    await shim.tasks.create({ id, bundle });
    await shim.tasks.delete({ id });
    await shim.event("/tasks/delete", ({ containerId }) => containerId === id);
    expect(ownTopics(id)).toEqual(["create", "exit", "delete"]);
  });

  test("what fails to be created says why in runc's words and leaves nothing", async () => {
    const id = "broken";
    const bundle = shim.bundle(id, ["/no/such/program"]);
    expect(await failure(shim.tasks.create({ id, bundle }))).toMatch(
      /^unknown: OCI runtime create failed: .*exec: "\/no\/such\/program": stat \/no\/such\/program: no such file or directory/,
    );
    expect(await failure(shim.tasks.state({ id }))).toBe("not found: container not created");
    expect(existsSync(join(shim.root, "runc/test", id))).toBe(false);
    const missing = { typeUrl: Options.typeName, value: Options.encode({ binaryName: "no-such-runc" }) };
    expect(await failure(shim.tasks.create({ id, bundle, options: missing }))).toBe(
      'failed precondition: OCI runtime create failed: exec: "no-such-runc": executable file not found in $PATH',
    );
    expect(await failure(shim.tasks.create({ id: "../x", bundle }))).toMatch(/^invalid argument: identifier/);
  });

  test("poststop hooks run, and have run when Delete is answered", async () => {
    const id = "hooked";
    const trace = join(shim.root, `${id}-trace`);
    const hook = { path: "/bin/sh", args: ["sh", "-c", `cat > ${trace}`] };
    await run(id, ["true"], (spec) => Object.assign(spec, { hooks: { poststop: [hook] } }));
    await shim.tasks.wait({ id });
    await shim.tasks.delete({ id });
    expect(JSON.parse(readFileSync(trace, "utf8"))).toMatchObject({ id, status: "stopped" });
    rmSync(trace);
  });

  test("nothing of a container is left, nor of cgroups that were made below its own", async () => {
    const id = "nested";
    await run(id, ["sleep", "1000"]);
    const { pid } = await shim.tasks.state({ id });
    const [, path = ""] = /:pids:(.*)$/m.exec(readFileSync(`/proc/${pid}/cgroup`, "utf8")) ?? [];
    const cgroup = join("/sys/fs/cgroup/pids", path);
    mkdirSync(join(cgroup, "below"));
    await end(id);
    expect(existsSync(cgroup)).toBe(false);
    expect(existsSync(join(shim.root, "runc/test", id))).toBe(false);
  });

  test("the rootfs is mounted by Create and unmounted by Delete", async () => {
    const id = "mounted";
    const bundle = shim.bundle(id, ["cat", "/upper"]);
    const layers = join(shim.root, "layers");
    for (const name of ["upper", "work"]) {
      mkdirSync(join(layers, name), { recursive: true });
    }
    writeFileSync(join(layers, "upper/upper"), "from above\n");
    const lower = join(shim.bundle("mounted-lower", []), "rootfs");
    const options = [`lowerdir=${lower}`, `upperdir=${layers}/upper`, `workdir=${layers}/work`];
    const io = await shim.fifos(id);
    const rootfs = [{ type: "overlay", source: "overlay", target: "", options }];
    await shim.tasks.create({ id, bundle, rootfs, ...io.output });
    expect(readFileSync("/proc/self/mountinfo", "utf8")).toContain(`${bundle}/rootfs`);
    await shim.tasks.start({ id });
    expect(await io.read.ended).toBe("from above\n");
    await shim.tasks.wait({ id });
    await shim.tasks.delete({ id });
    expect(readFileSync("/proc/self/mountinfo", "utf8")).not.toContain(bundle);
  });

  test("stats, before and after the exit", async () => {
    const id = "stats";
    await run(id, ["sh", "-c", "head -c 1000000 /dev/zero | wc -c; sleep 1000"]);
    const read = async (): Promise<Metrics> => {
      const { stats } = await shim.tasks.stats({ id });
      expect(stats?.typeUrl).toBe("io.containerd.cgroups.v1.Metrics");
      return Metrics.decode(stats?.value ?? new Uint8Array());
    };
    const running = await read();
    expect(running.memory?.usage?.usage).toBeGreaterThan(0);
    expect(running.cpu?.usage?.total).toBeGreaterThan(0);
    expect(running.pids?.current).toBeGreaterThanOrEqual(1);
    await shim.tasks.kill({ id, signal: 9 });
    await shim.tasks.wait({ id });
    expect((await read()).cpu?.usage?.total).toBeGreaterThan(0);
    await shim.tasks.delete({ id });
  });

  test("update changes the cgroup, and runc's complaint is passed on", async () => {
    const id = "update";
    await run(id, ["sleep", "1000"]);
    const set = (resources: object) => ({
      typeUrl: "types.containerd.io/opencontainers/runtime-spec/1/LinuxResources",
      value: new TextEncoder().encode(JSON.stringify(resources)),
    });
    await shim.tasks.update({ id, resources: set({ memory: { limit: 33554432 } }) });
    const { stats } = await shim.tasks.stats({ id });
    expect(Metrics.decode(stats?.value ?? new Uint8Array()).memory?.usage?.limit).toBe(33554432n);
    expect(await failure(shim.tasks.update({ id, resources: set({ memory: { limit: 1 } }) }))).toMatch(
      /^unknown: runc did not terminate successfully: exit status 1: /,
    );
    await end(id);
  });

  test("an OOM kill is told before the exit that it caused", async () => {
    const id = "oom";
    await run(id, ["sh", "-c", "x=x; while :; do x=$x$x$x$x; done"], (spec) => {
      spec.linux.resources = { memory: { limit: 8 << 20, swap: 8 << 20 } };
    });
    await shim.tasks.wait({ id });
    await shim.event("/tasks/exit", ({ containerId }) => containerId === id);
    expect(ownTopics(id)).toEqual(["create", "start", "oom", "exit"]);
    await shim.tasks.delete({ id });
  });

  test("checkpoint fails with runc's own message where CRIU is missing", async () => {
    const id = "checkpoint";
    await run(id, ["sleep", "1000"]);
    const message = await failure(shim.tasks.checkpoint({ id, path: join(shim.root, "image") }));
    expect(message).toMatch(
      /^unknown: runc did not terminate successfully: exit status 1: .*criu.* path= .*criu-dump\.log$/i,
    );
    expect((await shim.tasks.state({ id })).status).toBe(2);
    await end(id);
  });

  test("without a pid namespace of its own everything ends with the init", async () => {
    const id = "host-pid";
    // No other process, not even of another run of this test, sleeps for exactly this time.
    const children = `sleep 9${process.pid}`;
    const bundle = await run(id, ["sh", "-c", `${children} & ${children} & sleep 0.1`], (spec) => {
      spec.linux.namespaces = spec.linux.namespaces.filter(({ type }: { type: string }) => type !== "pid");
    });
    expect((await shim.tasks.wait({ id })).exitStatus).toBe(0);
    await shim.tasks.delete({ id });
    const left = () => Bun.spawnSync(["pgrep", "-fx", children]).stdout.toString();
    await eventually("everything to end", () => left() === "").catch(() => {});
    expect(left()).toBe("");
    expect(bundle).toBeTruthy();
  });

  test("an exec's exit goes out before that of the init which ended it", async () => {
    const id = "order";
    await run(id, ["sleep", "1000"]);
    const spec = { args: ["sleep", "1000"], cwd: "/", env: ["PATH=/bin"], user: { uid: 0, gid: 0 } };
    const value = new TextEncoder().encode(JSON.stringify(spec));
    for (const execId of ["a", "b"]) {
      await shim.tasks.exec({ id, execId, spec: { typeUrl: "x", value } });
      await shim.tasks.start({ id, execId });
    }
    await shim.tasks.kill({ id, signal: 9 });
    await shim.tasks.wait({ id });
    await shim.event("/tasks/exit", (fields) => fields.id === id);
    const exits = shim.seen.filter(
      ({ topic, fields }) => topic === "/tasks/exit" && fields.containerId === id,
    );
    expect(
      exits
        .map(({ fields }) => fields.id)
        .slice(0, 2)
        .sort(),
    ).toEqual(["a", "b"]);
    expect(exits.at(-1)?.fields.id).toBe(id);
    await shim.tasks.delete({ id });
  });

  test("1,000 orphans leave no zombie", async () => {
    const id = "orphans";
    await run(id, ["sh", "-c", "for i in $(seq 1000); do (sleep 0 &) ; done; sleep 1"], (spec) => {
      spec.linux.namespaces = spec.linux.namespaces.filter(({ type }: { type: string }) => type !== "pid");
    });
    await shim.tasks.wait({ id }).then(() => shim.tasks.delete({ id }));
    const states = () =>
      Bun.spawnSync(["ps", "-o", "stat=", "--ppid", String(shim.process.pid)]).stdout.toString();
    await eventually("no zombie", () => !states().includes("Z")).catch(() => {});
    expect(states()).not.toContain("Z");
  });

  test("connect tells the pids; shutdown is ignored while containers remain", async () => {
    const id = "connect";
    await run(id, ["sleep", "1000"]);
    const { shimPid, taskPid } = await shim.tasks.connect({ id });
    expect(shimPid).toBe(shim.process.pid);
    expect(taskPid).toBe((await shim.tasks.state({ id })).pid);
    await shim.tasks.shutdown({ id });
    await Bun.sleep(50);
    expect((await shim.tasks.state({ id })).status).toBe(2);
    await end(id);
  });
});
