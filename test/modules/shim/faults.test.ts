// Faults around a shim: those of its runc, its limits, its peers and its daemon.
import { afterEach, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Options } from "../../../src/rpc/gen/runc.ts";
import { eventually } from "../../harness/command.ts";
import { failure } from "./failure.ts";
import { ShimProcess } from "./shim-process.ts";

// Machines that run tests may be busy: a time limit is for what hangs.
setDefaultTimeout(60_000);

let shim: ShimProcess;
beforeEach(async () => {
  shim = await ShimProcess.start();
  await shim.tasks.connect({ id: "" });
});
afterEach(async () => {
  await shim.stop();
});

/** Options that put a script in runc's place. */
function instead(script: string) {
  const path = join(shim.root, "fake-runc");
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return { typeUrl: Options.typeName, value: Options.encode({ binaryName: path }) };
}

test("runc sees stdio only, and nothing of the engine's environment (CVE-2024-21626)", async () => {
  const seen = join(shim.root, "fds");
  const options = instead(`ls /proc/$$/fd >> ${seen}
env | cut -d= -f1 | sort > ${seen}.env
exec runc "$@"`);
  const io = await shim.fifos("seen");
  const bundle = shim.bundle("seen", ["true"]);
  await shim.tasks.create({ id: "seen", bundle, stdin: io.stdin, ...io.output, options });
  await shim.tasks.start({ id: "seen" });
  await shim.tasks.wait({ id: "seen" });
  await shim.tasks.delete({ id: "seen" });
  // Descriptors from 10 on are the shell's own.
  const fds = new Set(
    readFileSync(seen, "utf8")
      .trim()
      .split("\n")
      .map(Number)
      .filter((fd) => fd < 10),
  );
  expect([...fds].sort()).toEqual([0, 1, 2]);
  const names = readFileSync(`${seen}.env`, "utf8");
  expect(names).toContain("PATH");
  expect(names).not.toContain("BUN_");
  expect(names).not.toContain("NOTIFY_SOCKET");
});

// A Go client wakes from its own open when the shim's comes. A process that ends at once must not be faster.
test.each([false, true])(
  "the client's end of the output is open before runc is asked (terminal: %p)",
  async (terminal) => {
    const seen = join(shim.root, "fds");
    const options = instead(`[ -e ${seen} ] || ls -l /proc/$PPID/fd > ${seen}
exec runc "$@"`);
    const io = await shim.fifos("early");
    const bundle = shim.bundle("early", ["echo", "well"], (spec) => {
      spec.process.terminal = terminal;
    });
    const stdout = io.output.stdout;
    await shim.tasks.create({ id: "early", bundle, stdout, terminal, options });
    expect(readFileSync(seen, "utf8")).toContain(stdout);
    await shim.tasks.start({ id: "early" });
    await shim.tasks.wait({ id: "early" });
    await shim.tasks.delete({ id: "early" });
    expect((await io.read.ended).trim()).toBe("well");
  },
);

test("a runc that fails: the client gets the end of the output", async () => {
  const io = await shim.fifos("failed");
  const bundle = shim.bundle("failed", ["true"]);
  const options = instead("exit 1");
  await failure(shim.tasks.create({ id: "failed", bundle, ...io.output, options }));
  expect(await io.read.ended).toBe("");
  const held = Bun.spawnSync(["ls", "-l", `/proc/${shim.process.pid}/fd`]).stdout.toString();
  expect(held).not.toContain(io.output.stdout);
});

test("a runc that hangs is ended by the call's deadline", async () => {
  const bundle = shim.bundle("hang", ["true"]);
  const options = instead('[ "$7" = delete ] && exit 0; exec sleep 1000');
  const message = await failure(shim.tasks.create({ id: "hang", bundle, options }, { timeout: 300 }));
  expect(message).toStartWith("deadline exceeded");
  await eventually("the container to be given up", async () =>
    (await failure(shim.tasks.state({ id: "hang" }))).startsWith("not found"),
  );
  expect(await failure(shim.tasks.state({ id: "hang" }))).toBe("not found: container not created");
  await shim.hasNoChildren();
});

test("a runc that dies by a signal is told as such", async () => {
  const bundle = shim.bundle("dies", ["true"]);
  const options = instead('[ "$7" = delete ] && exit 0; kill -SEGV $$');
  const message = await failure(shim.tasks.create({ id: "dies", bundle, options }));
  expect(message).toMatch(
    /^unknown: OCI runtime create failed: .*fake-runc did not terminate successfully: signal: SIGSEGV$/,
  );
  await shim.hasNoChildren();
});

test("out of file descriptors at every step: a creation fails clearly and leaves nothing", async () => {
  const limit = (files: number): void => {
    Bun.spawnSync(["prlimit", "--pid", String(shim.process.pid), `--nofile=${files}:4096`]);
  };
  const remove = async (): Promise<void> => {
    await shim.tasks.kill({ id: "emfile", signal: 9 });
    await shim.tasks.wait({ id: "emfile" });
    await shim.tasks.delete({ id: "emfile" });
  };
  const bundle = shim.bundle("emfile", ["sleep", "1000"]);
  const fresh = async () => {
    const io = await shim.fifos("emfile");
    return { id: "emfile", bundle, stdin: io.stdin, ...io.output };
  };
  // The first container makes the shim open descriptors that it keeps.
  await shim.tasks.create(await fresh());
  await remove();
  await Bun.sleep(100);
  const before = shim.openFiles().length;
  const outcomes = new Set<string>();
  for (let free = 0; free <= 16; free++) {
    const request = await fresh();
    limit(before + free);
    const message = await failure(shim.tasks.create(request));
    limit(4096);
    if (message === "Error: succeeded") {
      await remove();
      outcomes.add("created");
    } else {
      expect(message).toMatch(/EMFILE|too many open files|OCI runtime/i);
      outcomes.add("refused");
    }
    // Without fds runc cannot be run to clean up either: the daemon does, by the command line.
    Bun.spawnSync(["runc", "--root", join(shim.root, "runc/test"), "delete", "--force", "emfile"]);
    await shim.hasNoChildren();
    expect(await failure(shim.tasks.state({ id: "emfile" }))).toBe("not found: container not created");
  }
  expect([...outcomes]).toEqual(["refused", "created"]);
  await shim.hasAtMost(before);
});

test("a peer of another uid is not served (CVE-2020-15257)", async () => {
  chmodSync(shim.root, 0o755);
  chmodSync(shim.socket, 0o666);
  const nobody = 65534;
  const settled = Promise.withResolvers<string>();
  process.seteuid?.(nobody);
  try {
    await Bun.connect({
      unix: shim.socket,
      socket: {
        data: () => settled.resolve("answered"),
        close: () => settled.resolve("closed"),
        error: () => settled.resolve("closed"),
      },
    });
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe("ECONNRESET");
    settled.resolve("closed");
  } finally {
    process.seteuid?.(0);
  }
  expect(await settled.promise).toBe("closed");
  expect((await shim.tasks.connect({ id: "" })).shimPid).toBe(shim.process.pid);
});

test("a shim with neither task nor connection ends by itself", async () => {
  await shim.channel.close();
  const start = Date.now();
  expect(await shim.process.exited).toBe(0);
  // The shim waits some time for its daemon to come back.
  expect(Date.now() - start).toBeGreaterThan(8_000);
});

test("a shim whose directory was removed ends when nothing runs in it any more", async () => {
  const bundle = shim.bundle("left", ["sleep", "1000"]);
  const { pid } = await shim.tasks.create({ id: "left", bundle });
  await shim.tasks.start({ id: "left" });
  await shim.channel.close();
  rmSync(shim.directory, { recursive: true });
  await Bun.sleep(11_000);
  expect(shim.process.exitCode).toBeNull();
  process.kill(pid, "SIGKILL");
  expect(await shim.process.exited).toBe(0);
  Bun.spawnSync(["runc", "--root", join(shim.root, "runc/test"), "delete", "--force", "left"]);
});

test("a daemon that dies amid Create finds the container, or none: never half of one", async () => {
  const bundle = shim.bundle("amid", ["sleep", "1000"]);
  const creating = failure(shim.tasks.create({ id: "amid", bundle }));
  await Bun.sleep(10);
  await shim.channel.close();
  expect(await creating).toContain("closed");
  await shim.connect();
  const { status } = await shim.tasks.state({ id: "amid" });
  expect(status).toBe(1);
  await shim.tasks.kill({ id: "amid", signal: 9 });
  expect((await shim.tasks.wait({ id: "amid" })).exitStatus).toBe(137);
  await shim.tasks.delete({ id: "amid" });
});

test("the shim moves to the cgroup that the options name, which must exist", async () => {
  const name = `tsrt-shims-${process.pid}`;
  const path = join("/sys/fs/cgroup/memory", name);
  const options = { typeUrl: Options.typeName, value: Options.encode({ shimCgroup: `/${name}` }) };
  const bundle = shim.bundle("placed", ["true"]);
  expect(await failure(shim.tasks.create({ id: "placed", bundle, options }))).toBe(
    `not found: failed to load cgroup /${name}: cgroup deleted`,
  );
  mkdirSync(path);
  try {
    await shim.tasks.create({ id: "placed", bundle, options });
    expect(readFileSync(join(path, "cgroup.procs"), "utf8")).toContain(String(shim.process.pid));
    await shim.tasks.delete({ id: "placed" });
  } finally {
    writeFileSync("/sys/fs/cgroup/memory/cgroup.procs", String(shim.process.pid));
    rmdirSync(path);
  }
  expect(existsSync(path)).toBe(false);
});
