import { expect, test } from "bun:test";
import { mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { command } from "../../../test/harness/command.ts";
import { type Scratch, scratch } from "../../../test/harness/scratch.ts";
import { kindOf, messageOf } from "../../errors/index.ts";
import { defaultSpec } from "../spec/default.ts";
import type { Spec } from "../spec/types.ts";
import type { CdiProblem } from "./catalog.ts";
import { CdiRegistry } from "./registry.ts";

const newSpec = (): Spec => defaultSpec({ id: "c", namespace: "n" });

interface Rig extends Disposable {
  readonly registry: CdiRegistry;
  readonly problems: CdiProblem[];
  /** Writes a spec file of devices that set the variable FROM; `path` is below the directories `static` and `dynamic`. */
  write(path: string, ...devices: string[]): void;
  readonly files: Scratch;
}

function rig(): Rig {
  const files = scratch();
  for (const directory of ["static", "dynamic"]) {
    mkdirSync(files.join(directory));
  }
  const problems: CdiProblem[] = [];
  const directories = [files.join("static"), files.join("dynamic"), files.join("absent")];
  return {
    registry: new CdiRegistry(directories, (problem) => problems.push(problem)),
    problems,
    files,
    write: (path, ...names) => {
      const devices = names.map((name) => ({ name, containerEdits: { env: [`FROM=${path}`] } }));
      writeFileSync(
        files.join(path),
        JSON.stringify({ cdiVersion: "0.3.0", kind: "vendor.com/class", devices }),
      );
    },
    [Symbol.dispose]: () => files[Symbol.dispose](),
  };
}

async function fromOf(registry: CdiRegistry, device: string): Promise<string | undefined> {
  const spec = newSpec();
  await registry.inject(spec, [`vendor.com/class=${device}`]);
  return spec.process?.env?.find((variable) => variable.startsWith("FROM="))?.slice(5);
}

async function refusal(work: Promise<unknown>): Promise<{ kind: string; message: string }> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { kind: kindOf(error), message: messageOf(error) };
}

test("a later directory beats an earlier one; files that come, change and go count at once", async () => {
  using each = rig();
  const { registry, files, write } = each;
  write("static/a.json", "both", "only-static");
  expect(await fromOf(registry, "both")).toBe("static/a.json");
  write("dynamic/b.json", "both");
  expect(await fromOf(registry, "both")).toBe("dynamic/b.json");
  expect(await fromOf(registry, "only-static")).toBe("static/a.json");
  rmSync(files.join("dynamic/b.json"));
  expect(await fromOf(registry, "both")).toBe("static/a.json");
  mkdirSync(files.join("absent"));
  write("absent/c.json", "both");
  expect(await fromOf(registry, "both")).toBe("absent/c.json");
  expect(each.problems).toEqual([]);
});

test("a device that two files of one directory describe is refused, unless a later directory has it; others are not harmed", async () => {
  using each = rig();
  const { registry, files, write, problems } = each;
  write("static/a.json", "twice", "a");
  write("static/b.json", "twice", "b");
  expect([await fromOf(registry, "a"), await fromOf(registry, "b")]).toEqual([
    "static/a.json",
    "static/b.json",
  ]);
  const { kind, message } = await refusal(fromOf(registry, "twice"));
  expect(kind).toBe("failed precondition");
  expect(message).toContain("CDI devices vendor.com/class=twice are not known; files that are not used: ");
  expect(problems).toEqual([
    {
      path: `${files.join("static/a.json")}, ${files.join("static/b.json")}`,
      reason: "each of these files describes the device vendor.com/class=twice, so none is used",
    },
  ]);
  write("dynamic/c.json", "twice");
  expect(await fromOf(registry, "twice")).toBe("dynamic/c.json");
});

test("a file that cannot be used is told once by its name, and takes nothing from the others", async () => {
  using each = rig();
  const { registry, problems, files, write } = each;
  write("static/good.json", "d");
  writeFileSync(files.join("static/bad.yaml"), "kind: [");
  writeFileSync(files.join("static/huge.json"), Buffer.alloc(4 * 1024 * 1024 + 1, " "));
  await command(["mkfifo", files.join("static/fifo.json")]);
  mkdirSync(files.join("static/directory.json"));
  symlinkSync("loop.json", files.join("static/loop.json"));
  symlinkSync("good.json", files.join("dynamic/dangling.json"));
  writeFileSync(files.join("static/notes.txt"), "kind: [");
  for (let round = 0; round < 3; round++) {
    expect(await fromOf(registry, "d")).toBe("static/good.json");
  }
  expect(problems.map(({ path }) => path.replace(`${files.path}/`, ""))).toEqual([
    "static/bad.yaml",
    "static/fifo.json",
    "static/huge.json",
    "static/loop.json",
  ]);
  expect(problems.map(({ reason }) => reason).join("\n")).toMatch(
    /neither JSON nor YAML.*\nnot a regular file.*\n4194305 bytes are more than.*\nELOOP/,
  );
  rmSync(files.join("static/bad.yaml"));
  await registry.catalog();
  writeFileSync(files.join("static/bad.yaml"), "kind: [");
  await registry.catalog();
  expect(problems).toHaveLength(5);
});

test("unknown devices are all named; a text that is no name of a device is told so; no devices change nothing", async () => {
  using each = rig();
  each.write("static/a.json", "d");
  const inject = (...names: string[]) => refusal(each.registry.inject(newSpec(), names));
  expect(await inject("vendor.com/class=d", "vendor.com/class=x", "other.com/y=z")).toEqual({
    kind: "failed precondition",
    message: "CDI devices vendor.com/class=x, other.com/y=z are not known: failed precondition",
  });
  expect((await inject("/dev/null")).kind).toBe("invalid argument");
  const spec = newSpec();
  await each.registry.inject(spec, []);
  expect(spec).toEqual(newSpec());
});

/** A file of two devices with all edits that there are. */
const everything = {
  cdiVersion: "1.1.0",
  kind: "vendor.com/gpu",
  containerEdits: { env: ["COMMON=1", "PATH=/vendor"], additionalGids: [0, 44, 5] },
  devices: [
    {
      name: "one",
      containerEdits: {
        env: ["COMMON=2"],
        deviceNodes: [
          { path: "/dev/vendor0", hostPath: "/dev/null" },
          {
            path: "/dev/made-up",
            type: "c",
            major: 7000,
            minor: 3,
            permissions: "rw",
            uid: 3,
            gid: 4,
            fileMode: 438,
          },
          { path: "/dev/pipe", type: "p", permissions: "none" },
        ],
        mounts: [
          { hostPath: "/lib/vendor", containerPath: "/a/b/c/", options: ["ro", "rbind"] },
          { hostPath: "/lib/vendor", containerPath: "/dev/shm", type: "bind" },
          { hostPath: "tmpfs", containerPath: "/z", type: "tmpfs", options: ["nosuid"] },
        ],
        hooks: [
          { hookName: "createRuntime", path: "/bin/a", args: ["a", "b"], env: ["A=1"], timeout: 5 },
          { hookName: "createRuntime", path: "/bin/b" },
        ],
        intelRdt: { closID: "gold", schemata: ["L3:0=f"], enableMonitoring: true },
        netDevices: [{ hostInterfaceName: "eth9", name: "eth1" }],
      },
    },
    { name: "two", containerEdits: { deviceNodes: [{ path: "/dev/vendor0", hostPath: "/dev/zero" }] } },
  ],
};

test("all edits are made: those of the file once, those of later devices over those of earlier ones", async () => {
  using each = rig();
  writeFileSync(each.files.join("static/a.json"), JSON.stringify(everything));
  const spec = newSpec();
  spec.process = { user: { uid: 1000, gid: 1001, additionalGids: [5] }, cwd: "/", env: ["PATH=/bin", "B=1"] };
  await each.registry.inject(spec, ["vendor.com/gpu=one", "vendor.com/gpu=two", "vendor.com/gpu=one"]);
  expect(spec.process.env).toEqual(["PATH=/vendor", "B=1", "COMMON=2"]);
  expect(spec.process.user.additionalGids).toEqual([5, 44]);
  const fileMode = statSync("/dev/zero").mode & 0o7777;
  expect(spec.linux?.devices).toEqual([
    { path: "/dev/made-up", type: "c", major: 7000, minor: 3, fileMode: 438, uid: 3, gid: 4 },
    { path: "/dev/pipe", type: "p", major: 0, minor: 0, uid: 1000, gid: 1001 },
    { path: "/dev/vendor0", type: "c", major: 1, minor: 5, fileMode, uid: 1000, gid: 1001 },
  ]);
  expect(spec.linux?.resources?.devices?.slice(1)).toEqual([
    { allow: true, type: "c", major: 1, minor: 3, access: "rwm" },
    { allow: true, type: "c", major: 7000, minor: 3, access: "rw" },
    { allow: true, type: "c", major: 1, minor: 5, access: "rwm" },
  ]);
  const depths = spec.mounts?.map(({ destination }) => destination);
  expect(depths?.slice(-4)).toEqual(["/dev/pts", "/dev/mqueue", "/dev/shm", "/a/b/c/"]);
  expect(spec.mounts?.at(-1)).toEqual({
    destination: "/a/b/c/",
    source: "/lib/vendor",
    options: ["ro", "rbind"],
  });
  expect(spec.hooks).toEqual({
    createRuntime: [{ path: "/bin/a", args: ["a", "b"], env: ["A=1"], timeout: 5 }, { path: "/bin/b" }],
  });
  expect(spec.linux?.intelRdt).toEqual({ closID: "gold", schemata: ["L3:0=f"], enableMonitoring: true });
  expect(spec.linux?.netDevices).toEqual({ eth9: { name: "eth1" } });
});

test("in a user namespace the ids of bind mounts are mapped", async () => {
  using each = rig();
  writeFileSync(each.files.join("static/a.json"), JSON.stringify(everything));
  const spec = newSpec();
  spec.linux?.namespaces?.push({ type: "user" });
  await each.registry.inject(spec, ["vendor.com/gpu=one"]);
  const options = Object.fromEntries(spec.mounts?.map((mount) => [mount.destination, mount.options]) ?? []);
  expect(options["/a/b/c/"]).toEqual(["ro", "rbind", "ridmap"]);
  expect(options["/dev/shm"]).toEqual(["idmap"]);
  expect(options["/z"]).toEqual(["nosuid"]);
});

test.each([
  [{ path: "/dev/absent" }, "device /dev/absent of the host: ENOENT"],
  [{ path: "/dev/x", hostPath: "/etc" }, "/etc of the host is not a device node"],
  [{ path: "/dev/null", type: "b" }, "device /dev/null: /dev/null of the host is of type c, not b"],
])("a node that the host has not is an error by its device and path: %j", async (node, reason) => {
  using each = rig();
  const devices = [{ name: "d", containerEdits: { deviceNodes: [node] } }];
  const document = { cdiVersion: "0.5.0", kind: "vendor.com/class", devices };
  writeFileSync(each.files.join("static/a.json"), JSON.stringify(document));
  const { kind, message } = await refusal(each.registry.inject(newSpec(), ["vendor.com/class=d"]));
  expect(kind).toBe("failed precondition");
  expect(message).toStartWith(`CDI device vendor.com/class=d of ${each.files.join("static/a.json")}: `);
  expect(message).toContain(reason);
});
