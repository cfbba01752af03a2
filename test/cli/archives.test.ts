// Exports and imports that fail say why, end, and leave existing files as they were.
import { afterAll, beforeAll, expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import type { Client } from "../../src/client/index.ts";
import { command, succeed } from "../harness/command.ts";
import type { Daemon } from "../harness/daemon.ts";
import { writeLayout } from "../harness/image.ts";
import { connect, ctrWords, image, startDaemon } from "./rig.ts";

let daemon: Daemon;
let directory: string;
let client: Client;

beforeAll(async () => {
  daemon = await startDaemon();
  directory = daemon.directory.join("archives");
  mkdirSync(directory);
  client = await connect(daemon);
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await daemon[Symbol.asyncDispose]();
});

const inDirectory = (name: string): string => `${directory}/${name}`;
const shell = (script: string) => command(["bash", "-o", "pipefail", "-c", script]);

/** A device that is always full, under a name in a directory of the test, so that it may be deleted. */
async function makeFull(name: string): Promise<string> {
  await succeed(["mknod", inDirectory(name), "c", "1", "7"]);
  return inDirectory(name);
}

test("a failed export leaves a file as it was, and makes none", async () => {
  const file = inDirectory("kept.tar");
  writeFileSync(file, "precious");
  const before = statSync(file);
  for (const path of [file, inDirectory("new.tar")]) {
    const { status, stderr } = await daemon.ctr("images", "export", path, "nosuch:1");
    expect([status, stderr.includes("not found")]).toEqual([1, true]);
  }
  expect(readFileSync(file, "utf8")).toBe("precious");
  expect(statSync(file).ino).toBe(before.ino);
  expect(readdirSync(directory)).toEqual(["kept.tar"]);
}, 60_000);

test("a failed export removes no device and no FIFO", async () => {
  const full = await makeFull("full");
  const toFull = await daemon.ctr("images", "export", full, image);
  expect(toFull.stderr).toContain("no space left on device");
  expect(toFull.status).toBe(1);
  expect(statSync(full).isCharacterDevice()).toBe(true);
  const fifo = inDirectory("fifo");
  await succeed(["mkfifo", fifo]);
  const toFifo = await shell(
    `head -c 10 ${fifo} >/dev/null & ${ctrWords(daemon)} images export ${fifo} ${image}`,
  );
  expect(toFifo.stderr).toContain("broken pipe");
  expect(toFifo.status).toBe(1);
  expect(statSync(fifo).isFIFO()).toBe(true);
}, 60_000);

test("an export writes through devices, FIFOs and open files, and replaces files behind links", async () => {
  const words = `${ctrWords(daemon)} images export`;
  const whole = inDirectory("whole.tar");
  await succeed(["mkfifo", inDirectory("pipe")]);
  await succeed(["mknod", inDirectory("null"), "c", "1", "3"]);
  expect((await shell(`${words} ${inDirectory("null")} ${image}`)).stderr).toBe("");
  expect(statSync(inDirectory("null")).isCharacterDevice()).toBe(true);
  expect(
    (await shell(`cat ${inDirectory("pipe")} >${whole} & ${words} ${inDirectory("pipe")} ${image} && wait`))
      .status,
  ).toBe(0);
  const archive = readFileSync(whole);
  expect(archive.length).toBeGreaterThan(500_000);
  expect((await shell(`${words} /dev/stdout ${image} >${inDirectory("redirected")}`)).stderr).toBe("");
  expect(readFileSync(inDirectory("redirected")).equals(archive)).toBe(true);

  const target = inDirectory("target.tar");
  writeFileSync(target, "old");
  chmodSync(target, 0o640);
  symlinkSync("target.tar", inDirectory("link"));
  symlinkSync("later.tar", inDirectory("dangling"));
  for (const link of ["link", "dangling"]) {
    expect((await daemon.ctr("images", "export", inDirectory(link), image)).stderr).toBe("");
  }
  expect(readlinkSync(inDirectory("link"))).toBe("target.tar");
  expect(readFileSync(target).equals(archive)).toBe(true);
  expect(statSync(target).mode & 0o777).toBe(0o640);
  expect(readFileSync(inDirectory("later.tar")).equals(archive)).toBe(true);
  expect(readdirSync(directory).filter((name) => name.startsWith(".tsrt"))).toEqual([]);
}, 60_000);

test("an export whose output is closed ends quietly", async () => {
  const words = `${ctrWords(daemon)} images export - ${image}`;
  const { status, stdout, stderr } = await shell(`${words} | head -c 10 | wc -c`);
  expect({ status, stdout: stdout.trim(), stderr }).toEqual({ status: 0, stdout: "10", stderr: "" });
  const full = await makeFull("full-output");
  const toFull = await shell(`${words} >${full}`);
  expect(toFull.stderr).toContain("no space left on device");
  expect(toFull.status).toBe(1);
}, 60_000);

test("--timeout ends an export that nobody reads", async () => {
  const words = ctrWords(daemon);
  const fifo = inDirectory("unread");
  await succeed(["mkfifo", fifo]);
  const stalled = await shell(`exec 3<>${fifo}; ${words} --timeout 500ms images export - ${image} >&3`);
  expect(stalled.stderr).toContain("deadline exceeded");
  expect(stalled.status).toBe(1);
  for (const verb of [`export ${fifo} ${image}`, `import ${fifo}`]) {
    const { status, stderr } = await shell(`${words} --timeout 500ms images ${verb}`);
    expect([verb, status, stderr.includes("deadline exceeded")]).toEqual([verb, 1, true]);
  }
}, 60_000);

test("what a writer throws ends the export and is thrown", async () => {
  const reason = new Error("write failed");
  const writers = [
    () => {
      throw reason;
    },
    () => Promise.reject(reason),
  ];
  for (const write of writers) {
    expect(await client.export([image], write).catch((error: unknown) => error)).toBe(reason);
  }
  let length = 0;
  await client.export([image], (bytes) => {
    length += bytes.length;
  });
  expect(length).toBeGreaterThan(500_000);
}, 60_000);

test("an archive that cannot be read says why", async () => {
  const missing = await daemon.ctr("images", "import", inDirectory("nosuch"));
  expect(missing.stderr).toContain("no such file or directory");
  expect(missing.status).toBe(1);
  const noFile = await daemon.ctr("images", "import", directory);
  expect(noFile.stderr).toContain(`${directory}: is a directory`);
  expect(noFile.status).toBe(1);
  const exported = await daemon.ctr("images", "export", directory, image);
  expect(exported.stderr).toContain(`${directory}: is a directory`);
  expect(existsSync(directory)).toBe(true);
  const noArchive = await daemon.ctr("images", "import", "/etc/passwd");
  expect(noArchive.stderr).toContain("invalid argument");
  const words = ctrWords(daemon);
  expect((await shell(`${words} images import - <${directory}`)).stderr).toContain("EISDIR");
}, 60_000);

test("what a source throws ends the import and is thrown", async () => {
  const reason = new Error("read failed");
  const archive: Uint8Array[] = [];
  await client.export([image], (bytes) => void archive.push(bytes.slice()));
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield* archive.slice(0, 3);
    throw reason;
  }
  expect(await client.import(broken()).catch((error: unknown) => error)).toBe(reason);
}, 60_000);

test("what progress throws ends the import and is thrown", async () => {
  const reason = new Error("no more of this");
  async function* archive(): AsyncGenerator<Uint8Array> {
    yield readFileSync(daemon.directory.join("image.tar"));
  }
  const progress = (): void => {
    throw reason;
  };
  const imported = client.in("progress").import(archive(), { progress });
  expect(await imported.catch((error: unknown) => error)).toBe(reason);
}, 60_000);

test("an image that docker saved without a tag is imported by its digest, and that is said", async () => {
  const layout = inDirectory("layout");
  mkdirSync(layout);
  await writeLayout(layout);
  const archive = inDirectory("untagged.tar");
  await succeed(["skopeo", "--insecure-policy", "copy", `oci:${layout}:latest`, `docker-archive:${archive}`]);
  const { status, stdout, stderr } = await daemon.ctr("images", "import", "--base-name", "saved", archive);
  expect(status).toBe(0);
  const [, name = ""] =
    /has no name in the archive, and is saved as (saved@sha256:\w+)\n/.exec(stdout + stderr) ?? [];
  expect((await daemon.ctr("run", "--rm", name, "untagged", "echo", "runs")).stdout).toBe("runs\n");
}, 60_000);
