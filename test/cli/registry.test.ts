// How pulls reach a registry, and how errors of the caller's own code end them.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import type { Client, Credentials } from "../../src/client/index.ts";
import { command } from "../harness/command.ts";
import { Daemon, executable } from "../harness/daemon.ts";
import { pushImage } from "../harness/image.ts";
import { type RegistryServer, startRegistry } from "../harness/registry.ts";
import { connect, ctrWords } from "./rig.ts";

let daemon: Daemon;
let client: Client;
let registry: RegistryServer;
let remote: string;

beforeAll(async () => {
  daemon = await Daemon.start();
  client = await connect(daemon);
  registry = await startRegistry();
  remote = `${registry.host}/busybox:1`;
  await pushImage(remote);
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await daemon[Symbol.asyncDispose]();
  await registry[Symbol.asyncDispose]();
});

const alice: Credentials = { kind: "credentials", username: "alice", secret: "secret" };

interface Locked extends Disposable {
  readonly host: string;
  /** The Authorization headers that were received. */
  readonly seen: (string | null)[];
}

/** A registry that requires a password and accepts none. */
function startLocked(): Locked {
  const seen: (string | null)[] = [];
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) => {
      seen.push(request.headers.get("authorization"));
      return new Response("", { status: 401, headers: { "www-authenticate": 'Basic realm="locked"' } });
    },
  });
  return {
    host: `127.0.0.1:${server.port}`,
    seen,
    [Symbol.dispose]: () => void server.stop(true),
  };
}

/** A directory in which `namespace` is served by `host`. */
function writeHosts(name: string, namespace: string, host: string): string {
  const directory = daemon.directory.join(name);
  mkdirSync(`${directory}/${namespace}`, { recursive: true });
  writeFileSync(`${directory}/${namespace}/hosts.toml`, `server = "http://${host}"\n`);
  return directory;
}

test("what a credentials callback throws ends the pull and is thrown", async () => {
  using locked = startLocked();
  const reason = new Error("the keyring is locked");
  for (const credentials of [
    () => Promise.reject(reason),
    () => {
      throw reason;
    },
  ]) {
    const pulled = client.pull(`${locked.host}/a/b:c`, { plainHttp: true, credentials });
    expect(await pulled.catch((error: unknown) => error)).toBe(reason);
  }
}, 60_000);

test("what a progress callback throws ends the pull and is thrown", async () => {
  const reason = new Error("the screen is gone");
  let calls = 0;
  const progress = (): void => {
    calls++;
    throw reason;
  };
  const pulled = client.pull(remote, { plainHttp: true, progress });
  expect(await pulled.catch((error: unknown) => error)).toBe(reason);
  expect(calls).toBe(1);
  await client.pull(remote, { plainHttp: true });
  const pushed = client.push(remote, { plainHttp: true, progress });
  expect(await pushed.catch((error: unknown) => error)).toBe(reason);
}, 60_000);

test("fixed credentials are for the host of the reference, and a callback is asked for each", async () => {
  using locked = startLocked();
  const own = client.pull(`${locked.host}/a/b:c`, { plainHttp: true, credentials: alice });
  await expect(own).rejects.toThrow("authorization failed");
  expect(locked.seen).toContain(`Basic ${btoa("alice:secret")}`);

  locked.seen.length = 0;
  const elsewhere = { plainHttp: true, hostDir: writeHosts("elsewhere", "registry.example", locked.host) };
  const other = client.pull("registry.example/a/b:c", { ...elsewhere, credentials: alice });
  await expect(other).rejects.toThrow("no basic auth credentials");
  expect(locked.seen.filter((header) => header !== null)).toEqual([]);

  const asked: string[] = [];
  const credentials = async (host: string): Promise<Credentials> => {
    asked.push(host);
    return alice;
  };
  await expect(client.pull("registry.example/a/b:c", { ...elsewhere, credentials })).rejects.toThrow(
    "authorization failed",
  );
  expect(asked).toEqual([locked.host]);
}, 60_000);

test("--hosts-dir is a path of the caller's", async () => {
  writeHosts("hosts", "registry.example", registry.host);
  const reference = "registry.example/busybox:1";
  const words = [executable, "ctr", "-a", daemon.address];
  const pull = [...words, "images", "pull", "--hosts-dir", "hosts", reference];
  const { status, stderr } = await command(pull, { cwd: daemon.directory.path });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
}, 60_000);

test("a pull goes on when nobody looks at its progress any more", async () => {
  const words = `${ctrWords(daemon)} -n unseen images pull --plain-http ${remote}`;
  const { status, stderr } = await command(["bash", "-o", "pipefail", "-c", `${words} | true`]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(await client.in("unseen").images.get(remote)).toMatchObject({ name: remote });
}, 60_000);
