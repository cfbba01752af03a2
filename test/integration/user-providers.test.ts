// Plugins of the user's that fulfil the daemon's own contracts, one `.ts` file each, in the compiled daemon: it boots with
// them, everything goes on as before, and they are used where the configuration chooses them.
import { expect, test } from "bun:test";
import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { succeed } from "../harness/command.ts";
import { Daemon } from "../harness/daemon.ts";
import { pushImage, writeArchive, writeLayout } from "../harness/image.ts";
import { archiveLayout } from "../harness/oci-layout.ts";
import { startBasicRegistry, startRegistry } from "../harness/registry.ts";
import { type Scratch, scratch } from "../harness/scratch.ts";
import { recompress } from "./recompress.ts";

const examples = join(import.meta.dir, "../../examples/plugins");

/** A plugin directory with some of the examples in it. */
function pluginsOf(directory: Scratch, ...names: string[]): string {
  const plugins = directory.join("plugins");
  mkdirSync(plugins);
  for (const name of names) {
    copyFileSync(join(examples, name), join(plugins, name));
  }
  return `plugin_dir = "${plugins}"\n`;
}

async function ctr(daemon: Daemon, ...words: string[]): Promise<string> {
  const { status, stdout, stderr } = await daemon.ctr(...words);
  if (status !== 0) {
    throw new Error(`ctr ${words.join(" ")}: ${stderr}`);
  }
  return stdout;
}

test("second providers of every kind change nothing by being there: pulls and containers go on", async () => {
  using directory = scratch();
  await using registry = await startRegistry();
  const reference = `${registry.host}/busybox:1`;
  await pushImage(reference);
  const all = ["shared-blobs.ts", "brotli-differ.ts", "copy-snapshotter.ts", "image-count.ts"];
  const shared = directory.join("blobs");
  await using daemon = await Daemon.start({
    config: `${pluginsOf(directory, ...all)}
[plugins."io.containerd.content.v1.shared"]
directory = "${shared}"
`,
  });
  const listed = await ctr(daemon, "plugins", "ls");
  for (const plugin of ["content.v1 +shared", "differ.v1 +brotli", "snapshotter.v1 +copy"]) {
    expect(listed).toMatch(new RegExp(`io\\.containerd\\.${plugin} .*ok`));
  }
  await ctr(daemon, "images", "pull", "--plain-http", reference);
  const greeting = await ctr(daemon, "run", "--rm", reference, "first", "echo", "hello");
  expect(greeting).toBe("hello\n");
  const checked = await ctr(daemon, "images", "check");
  expect(checked).toMatch(/complete \(2\/2\).*true/);
});

test("a snapshotter: the client or the configuration chooses it, and containers run on its snapshots", async () => {
  using directory = scratch();
  await using daemon = await Daemon.start({
    config: `${pluginsOf(directory, "copy-snapshotter.ts")}
[plugins."io.containerd.metadata.v1.sqlite"]
default_snapshotter = "copy"
`,
  });
  const archive = directory.join("image.tar");
  const name = "example.test/busybox:1";
  await writeArchive(archive, { name });
  await ctr(daemon, "images", "import", "--snapshotter", "copy", archive);
  const run = (id: string, ...words: string[]): Promise<string> =>
    ctr(daemon, "run", "--rm", "--snapshotter", "copy", name, id, ...words);
  expect(await run("one", "sh", "-c", "echo changed > /etc/motd; cat /etc/motd")).toBe("changed\n");
  expect(await run("two", "sh", "-c", "test -e /etc/motd || echo untouched")).toBe("untouched\n");
  const root = join(daemon.directory.path, "root/io.containerd.snapshotter.v1.copy");
  expect(readdirSync(root).length).toBeGreaterThan(0);
});

test("a differ: asked in the configured order, it applies what the daemon's own does not know", async () => {
  using directory = scratch();
  const layout = directory.join("layout");
  const name = "example.test/brotli:1";
  mkdirSync(layout);
  await writeLayout(layout, { name });
  recompress(layout, "application/vnd.oci.image.layer.v1.tar+brotli", (bytes) =>
    brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
  );
  const archive = directory.join("image.tar");
  await archiveLayout(layout, archive);
  const plugins = pluginsOf(directory, "brotli-differ.ts");
  {
    await using without = await Daemon.start({ config: plugins });
    expect((await without.ctr("images", "import", archive)).stderr).toContain("+brotli");
  }
  await using daemon = await Daemon.start({
    config: `${plugins}
[plugins."io.containerd.service.v1.diff-service"]
default = ["brotli", "walking"]
`,
  });
  await ctr(daemon, "images", "import", archive);
  expect(await ctr(daemon, "run", "--rm", name, "one", "cat", "/www/index.html")).toBe(
    "hello from a container\n",
  );
});

test("a differ that the configuration names and that is not there fails transfers, not the daemon", async () => {
  await using daemon = await Daemon.start({
    config: `[plugins."io.containerd.service.v1.diff-service"]\ndefault = ["brotli"]\n`,
  });
  const listed = await ctr(daemon, "plugins", "ls");
  expect(listed).toMatch(/io\.containerd\.service\.v1 +diff-service .*error/);
  expect(listed).toMatch(/io\.containerd\.grpc\.v1 +tasks .*ok/);
  expect(daemon.log).toContain("needs io.containerd.differ.v1.brotli, which no plugin provides: not found");
});

test("a content store: the configuration chooses it, and what it has is neither fetched nor stored", async () => {
  using directory = scratch();
  await using registry = await startRegistry();
  const reference = `${registry.host}/busybox:1`;
  await pushImage(reference);
  const plugins = pluginsOf(directory, "shared-blobs.ts");
  const shared = directory.join("blobs");
  mkdirSync(shared);
  await using daemon = await Daemon.start({
    config: `${plugins}
[plugins."io.containerd.metadata.v1.sqlite"]
content_store = "shared"

[plugins."io.containerd.content.v1.shared"]
directory = "${shared}"
`,
  });
  const own = join(daemon.directory.path, "root/io.containerd.content.v1.content/blobs/sha256");
  await ctr(daemon, "images", "pull", "--plain-http", reference);
  const fetched = readdirSync(own);
  expect(fetched.length).toBe(3);
  await ctr(daemon, "images", "rm", "--sync", reference);
  expect(readdirSync(own)).toEqual([]);

  await pushImage(reference);
  const layout = directory.join("layout");
  mkdirSync(layout);
  await succeed([
    "skopeo",
    "copy",
    "--insecure-policy",
    "--src-tls-verify=false",
    `docker://${reference}`,
    `oci:${layout}:x`,
  ]);
  await succeed(["cp", "-r", `${layout}/blobs/.`, shared]);
  await ctr(daemon, "images", "pull", "--plain-http", reference);
  expect(readdirSync(own)).toEqual([]);
  expect(existsSync(shared)).toBe(true);
  expect(await ctr(daemon, "run", "--rm", reference, "one", "echo", "shared")).toBe("shared\n");
  await ctr(daemon, "images", "rm", "--sync", reference);
  expect(readdirSync(join(shared, "sha256")).length).toBe(3);
});

const verifier = `
import { ImageVerifier, plugin } from "tsrt/plugin";

export default plugin(ImageVerifier, "no-latest", {
  start: () => ({
    verify: async (_ctx, name) =>
      name.endsWith(":latest") ? { ok: false, reason: "latest is no version" } : { ok: true, reason: "" },
  }),
});
`;

const credentials = `
import { CredentialSource, plugin } from "tsrt/plugin";

export default plugin(CredentialSource, "fixed", {
  start: () => ({ find: async () => ({ kind: "credentials", username: "somebody", secret: "pass" }) }),
});
`;

test("an image verifier refuses a pull, and a credential source logs in", async () => {
  using directory = scratch();
  await using registry = await startBasicRegistry("somebody", "pass");
  const reference = `${registry.host}/busybox`;
  await pushImage(`${reference}:1`, {}, ["--dest-creds", "somebody:pass"]);
  const plugins = pluginsOf(directory);
  writeFileSync(directory.join("plugins/verifier.ts"), verifier);
  writeFileSync(directory.join("plugins/credentials.ts"), credentials);
  await using daemon = await Daemon.start({ config: plugins });
  await ctr(daemon, "images", "pull", "--plain-http", `${reference}:1`);
  await pushImage(`${reference}:latest`, {}, ["--dest-creds", "somebody:pass"]);
  const refused = await daemon.ctr("images", "pull", "--plain-http", `${reference}:latest`);
  expect(refused.status).not.toBe(0);
  expect(refused.stderr).toContain("latest is no version");
});
