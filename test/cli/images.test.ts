import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { command, eventually } from "../harness/command.ts";
import type { Daemon } from "../harness/daemon.ts";
import { pushImage } from "../harness/image.ts";
import { type RegistryServer, startBasicRegistry, startRegistry } from "../harness/registry.ts";
import { connect, ctrWords, image, startDaemon } from "./rig.ts";
import { Screen } from "./screen.ts";

let daemon: Daemon;
let registry: RegistryServer;
let remote: string;

beforeAll(async () => {
  daemon = await startDaemon();
  registry = await startRegistry();
  remote = `${registry.host}/busybox:1`;
  await pushImage(remote);
});
afterAll(async () => {
  await daemon[Symbol.asyncDispose]();
  await registry[Symbol.asyncDispose]();
});

async function ctr(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await daemon.ctr(...args);
  if (status !== 0) {
    throw new Error(`${args.join(" ")}: ${status}: ${stderr}`);
  }
  return stdout;
}

test("a pull tells each part once where it cannot draw, and the image runs", async () => {
  const output = await ctr("images", "pull", "--plain-http", "--label", "a=b", remote);
  expect(output).toMatch(/layer \([0-9a-f]{12}\): (complete|extracted)/);
  expect(output).not.toContain("\u001b");
  expect(output).toContain(`Completed pull from OCI Registry (${remote})`);
  expect(await ctr("images", "ls")).toContain("a=b");
  expect(await ctr("run", "--rm", remote, "pulled", "echo", "runs")).toBe("runs\n");
  expect(await ctr("images", "pull", "-q", "--plain-http", remote)).toBe(`${remote}\n`);
  await ctr("images", "rm", "--sync", remote);
}, 60_000);

test("a pull draws a bar per layer on a terminal", async () => {
  await using screen = await Screen.start();
  await screen.resize(120, 30);
  await screen.type(`clear; ${ctrWords(daemon)} images pull --plain-http ${remote}; echo status=$?`);
  await screen.shows(/layer \([0-9a-f]{12}\) +(complete|extracted|already exists) +\|\++\|/);
  await screen.shows("status=0");
  await ctr("images", "rm", remote);
}, 60_000);

test("images are tagged, pushed and pulled back", async () => {
  const copy = `${registry.host}/copy:2`;
  expect(await ctr("images", "tag", image, copy)).toBe(`${copy}\n`);
  const twice = await daemon.ctr("images", "tag", image, copy);
  expect(twice.stderr).toContain("already exists");
  expect(await ctr("images", "tag", "--force", image, copy)).toBe(`${copy}\n`);
  await ctr("images", "push", "--plain-http", copy);
  expect(await ctr("images", "rm", copy)).toBe(`${copy}\n`);
  await ctr("images", "pull", "--plain-http", copy);
  const listed = JSON.parse(await ctr("images", "ls", "--format", "json")) as {
    name: string;
    target: { digest: string };
  }[];
  const digests = listed
    .filter(({ name }) => [copy, image].includes(name))
    .map(({ target }) => target.digest);
  expect(new Set(digests).size).toBe(1);
  expect(digests).toHaveLength(2);
  await ctr("images", "rm", copy);
}, 60_000);

test("an exported archive can be imported, by a file and by pipes", async () => {
  const file = daemon.directory.join("exported.tar");
  await ctr("images", "export", file, image);
  expect(statSync(file).size).toBeGreaterThan(500_000);
  const listing = await command(["tar", "-tf", file]);
  expect(listing.stdout).toContain("index.json");
  await ctr("-n", "elsewhere", "images", "import", file);
  expect(await ctr("-n", "elsewhere", "images", "ls", "-q")).toContain("busybox:test");
  const words = ctrWords(daemon);
  const pipeline = `${words} images export - ${image} | ${words} -n piped images import -`;
  expect((await command(["sh", "-c", pipeline])).status).toBe(0);
  expect(await ctr("-n", "piped", "run", "--rm", image, "x", "echo", "through a pipe")).toBe(
    "through a pipe\n",
  );
  const missing = await daemon.ctr("images", "export", daemon.directory.join("none.tar"), "nosuch:1");
  expect(missing.status).toBe(1);
  expect(await Bun.file(daemon.directory.join("none.tar")).exists()).toBe(false);
}, 60_000);

test("an image is mounted to be read or changed, and unmounted", async () => {
  const target = daemon.directory.join("mounted");
  mkdirSync(target);
  symlinkSync(target, daemon.directory.join("by-link"));
  const inNamespace = (...args: string[]) => ctr("-n", "mounting", ...args);
  await inNamespace("images", "import", "--no-unpack", daemon.directory.join("image.tar"));
  expect(await inNamespace("images", "mount", image, target)).toBe(`${target}\n`);
  expect(readFileSync(`${target}/www/index.html`, "utf8")).toBe("hello from a container\n");
  expect(() => writeFileSync(`${target}/new`, "")).toThrow("EROFS");
  expect(await inNamespace("leases", "ls", "-q")).toBe(`${target}\n`);
  expect(await inNamespace("images", "unmount", daemon.directory.join("by-link"))).toBe(`${target}\n`);
  expect(readdirSync(target)).toEqual([]);
  expect(await inNamespace("snapshots", "info", target)).toContain("View");
  expect(await inNamespace("images", "unmount", "--rm", target)).toBe(`${target}\n`);

  await inNamespace("images", "mount", "--rw", image, target);
  writeFileSync(`${target}/new`, "changed");
  await inNamespace("images", "unmount", "--rm", target);
  expect(await inNamespace("snapshots", "ls")).not.toContain(target);
  expect(await inNamespace("leases", "ls", "-q")).toBe("");

  const missing = await daemon.ctr("-n", "mounting", "images", "mount", image, `${target}/nosuch`);
  expect(missing.status).toBe(1);
  expect(await inNamespace("snapshots", "ls")).not.toContain(target);
  expect(await inNamespace("leases", "ls", "-q")).toBe("");
}, 60_000);

test("layers whose references are pruned go, what was unpacked from them stays", async () => {
  const inNamespace = (...args: string[]) => ctr("-n", "pruning", ...args);
  await inNamespace("images", "import", daemon.directory.join("image.tar"));
  // What nothing refers to, as the archive's index, goes first.
  await inNamespace("leases", "create", "--id", "collection");
  await inNamespace("leases", "rm", "--sync", "collection");
  const before = await inNamespace("content", "ls", "-q");
  const shown = await inNamespace("content", "prune", "references", "--dry");
  expect(shown).toMatch(/^sha256:\w+ containerd\.io\/gc\.ref\.content\.l\.0\n$/);
  expect(await inNamespace("content", "ls", "-q")).toBe(before);
  expect(await inNamespace("content", "prune", "references")).toBe(shown);
  const after = await inNamespace("content", "ls", "-q");
  expect(after.split("\n").length).toBe(before.split("\n").length - 1);
  expect(await inNamespace("content", "prune", "references")).toBe("");
  expect(await inNamespace("run", "--rm", image, "pruned", "echo", "runs")).toBe("runs\n");
}, 60_000);

test("an image that cannot be pulled is named by the error", async () => {
  const unknown = await daemon.ctr("images", "pull", "--plain-http", `${registry.host}/nosuch:1`);
  expect(unknown.stderr).toContain("not found");
  expect(unknown.status).toBe(1);
  expect((await daemon.ctr("images", "pull")).stderr).toContain("please provide an image reference to pull");
  expect((await daemon.ctr("images", "pull", "--plain-http", "127.0.0.1:1/x:1")).stderr).toContain(
    "127.0.0.1:1",
  );
  expect((await daemon.ctr("images", "pull", "UPPER CASE")).status).toBe(1);
  expect((await daemon.ctr("images", "rm", "nosuch:1")).stderr).toContain("image not found");
}, 60_000);

test("^C ends a pull from a registry that does not answer", async () => {
  let isAsked = false;
  using silent = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      data() {
        isAsked = true;
      },
    },
  });
  const words = [
    ...ctrWords(daemon).split(" "),
    "images",
    "pull",
    "--plain-http",
    `127.0.0.1:${silent.port}/x:1`,
  ];
  const child = Bun.spawn(words, { stdout: "ignore", stderr: "pipe" });
  await eventually("the registry to be asked", () => isAsked);
  child.kill("SIGINT");
  expect(await child.exited).toBe(1);
  expect(await new Response(child.stderr).text()).toContain("canceled");
  const late = await daemon.ctr(
    "--timeout",
    "300ms",
    "images",
    "pull",
    "--plain-http",
    `127.0.0.1:${silent.port}/x:1`,
  );
  expect(late.stderr).toContain("deadline exceeded");
  await eventually("its lease to go", async () => (await ctr("leases", "ls", "-q")) === "");
}, 60_000);

test("the example pulls an image, makes a container and runs it", async () => {
  const example = `${import.meta.dir}/../../examples/run-container.ts`;
  const words = [
    process.execPath,
    example,
    daemon.address,
    remote,
    "sh",
    "-c",
    "echo it ran; echo error >&2; exit 3",
  ];
  const { status, stdout, stderr } = await command(words);
  expect({ status, stdout }).toEqual({ status: 3, stdout: "it ran\n" });
  expect(stderr).toContain("error\n");
  expect(await ctr("-n", "example", "containers", "ls", "-q")).toBe("");
}, 60_000);

test("credentials are the caller's, asked for by the daemon when the registry wants them", async () => {
  await using locked = await startBasicRegistry("someone");
  const copy = `${locked.host}/private:1`;
  await ctr("images", "tag", image, copy);
  const refused = await daemon.ctr("images", "push", "--plain-http", copy);
  expect(refused.status).toBe(1);
  expect(refused.stderr).toMatch(/401|unauthorized|authorization|unauthenticated/i);
  const wrong = await daemon.ctr("images", "push", "--plain-http", "--user", "someone:wrong", copy);
  expect(wrong.status).toBe(1);
  await ctr("images", "push", "--plain-http", "--user", "someone:secret", copy);
  await ctr("images", "rm", copy);
  await ctr("images", "pull", "--plain-http", "--user", "someone:secret", copy);
  await using client = await connect(daemon);
  const asked: string[] = [];
  await client.pull(copy, {
    plainHttp: true,
    credentials: async (host) => {
      asked.push(host);
      return { kind: "credentials", username: "someone", secret: "secret" };
    },
  });
  expect(asked).toContain(locked.host);
  await ctr("images", "rm", copy);
}, 60_000);
