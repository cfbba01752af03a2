import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf } from "../errors/index.ts";
import { defaultHost, type Host, isAt, isLoopback, isMirror, tlsForRealm } from "./host.ts";
import { hostsOf } from "./hosts.ts";
import { parseHostsFile } from "./hosts-file.ts";

const root = mkdtempSync(join(tmpdir(), "hosts-"));
afterAll(() => rmSync(root, { recursive: true }));

const example = `
server = "https://registry-1.docker.io"
skip_verify = false

[host."https://mirror.registry"]
  capabilities = ["pull"]
  ca = "certs/mirror.pem"
  [host."https://mirror.registry".header]
    x-custom-2 = ["value1", "value2"]

[host."http://mirror.registry/us"]
  capabilities = ["pull", "Resolve"]
  skip_verify = true
  dial_timeout = "1m1.5s"

[host."https://other/v2/upstream"]
  override_path = true
  client = [["/etc/certs/client.cert", "/etc/certs/client.key"], ["/etc/certs/client.pem", ""]]
`;

test("hosts.toml: order, paths, capabilities, certificates, headers", () => {
  const hosts = parseHostsFile(example, "/etc/d/docker.io");
  expect(hosts.map(({ scheme, host, path }) => `${scheme}://${host}${path}`)).toEqual([
    "https://mirror.registry/v2",
    "http://mirror.registry/us/v2",
    "https://other/v2/upstream",
    "https://registry-1.docker.io/v2",
  ]);
  expect([...(hosts[0]?.capabilities ?? [])]).toEqual(["pull"]);
  expect(hosts[0]?.ca).toEqual(["/etc/d/docker.io/certs/mirror.pem"]);
  expect(hosts[0]?.headers).toEqual({ "x-custom-2": "value1, value2" });
  expect(hosts[1]).toMatchObject({ skipVerify: true, dialTimeout: 61_500 });
  expect(hosts[2]?.clients).toEqual([
    { cert: "/etc/certs/client.cert", key: "/etc/certs/client.key" },
    { cert: "/etc/certs/client.pem", key: "/etc/certs/client.pem" },
  ]);
});

test.each([
  ['capabilities = ["fly"]', "unknown capability"],
  ["ca = 7", "ca: expected text"],
  ['skip_verify = "yes"', "skip_verify: expected true or false"],
  ['dial_timeout = "soon"', "invalid duration"],
  ['client = [["a","b","c"]]', "client: expected a path"],
  ['[header]\nx = { y = "z" }', "header x: expected text"],
  ['[host."https://"]', "hosts file"],
  ["=", "hosts file"],
])("refuses %p and says why", (text, why) => {
  let message = "";
  try {
    parseHostsFile(text, "/etc/d/docker.io");
  } catch (error) {
    message = messageOf(error);
  }
  expect(message).toContain("hosts file /etc/d/docker.io/hosts.toml: ");
  expect(message).toContain(why);
});

test("the namespace's directory, its form without colon, or _default", async () => {
  const write = async (directory: string, text: string): Promise<void> => {
    await mkdir(join(root, directory), { recursive: true });
    await writeFile(join(root, directory, "hosts.toml"), text);
  };
  await write("_default", '[host."https://everything.example"]');
  await write("a.example_5000_", 'server = "http://real.example"');
  const options = { directories: ["/nonexistent", root], defaultScheme: "" };
  const names = async (namespace: string) =>
    (await hostsOf(namespace, options)).map(({ scheme, host }) => `${scheme}://${host}`);
  expect(await names("a.example:5000")).toEqual(["http://real.example"]);
  expect(await names("quay.io")).toEqual(["https://everything.example", "https://quay.io"]);
  expect(await names("docker.io")).toEqual(["https://everything.example", "https://registry-1.docker.io"]);
});

test("docker's certificate files", async () => {
  const directory = join(root, "certs.example");
  await mkdir(directory);
  await writeFile(join(directory, "ca.crt"), "CA");
  await writeFile(join(directory, "me.cert"), "CERT");
  await writeFile(join(directory, "me.key"), "KEY");
  const [host] = await hostsOf("certs.example", { directories: [root], defaultScheme: "" });
  expect(host?.tls).toEqual({ ca: ["CA"], clients: [{ cert: "CERT", key: "KEY" }], skipVerify: false });
});

test("defaults: https, but http where the machine talks to itself", () => {
  expect(defaultHost("docker.io", "")).toMatchObject({ scheme: "https", host: "registry-1.docker.io" });
  expect(defaultHost("quay.io", "")).toMatchObject({ scheme: "https", tls: undefined });
  expect(defaultHost("quay.io:80", "http").scheme).toBe("http");
  expect(defaultHost("localhost:5000", "").scheme).toBe("either");
  expect(defaultHost("127.0.0.1:80", "").scheme).toBe("http");
  expect(defaultHost("[::1]:443", "").scheme).toBe("https");
  expect(isLoopback("127.0.0.1.evil.example")).toBe(false);
  expect(isLoopback("localhost.evil.example:5000")).toBe(false);
});

test("mirrors are told the namespace", async () => {
  const [host] = await hostsOf("docker.io", { directories: [], defaultScheme: "" });
  expect(host && isMirror(host, "docker.io")).toBe(false);
  expect(host && isMirror(host, "quay.io")).toBe(true);
});

async function onlyHost(namespace: string, toml: string): Promise<Host> {
  const directory = join(root, namespace);
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, "hosts.toml"), toml);
  const hosts = await hostsOf(namespace, { directories: [root], defaultScheme: "" });
  const [host] = hosts;
  if (host === undefined || hosts.length > 1) {
    throw new Error(`${hosts.length} hosts`);
  }
  return host;
}

test.each([
  ["https", "a.test:443", "https://a.test/v2/", true],
  ["https", "a.test", "https://a.test:443/v2/", true],
  ["https", "A.Test:5000", "https://a.test:5000/v2/", true],
  ["http", "a.test:80", "http://a.test/v2/", true],
  ["http", "a.test", "https://a.test/v2/", true],
  ["either", "a.test:443", "https://a.test/v2/", true],
  ["either", "a.test:443", "http://a.test:443/v2/", true],
  ["either", "a.test:443", "http://a.test/v2/", false],
  ["https", "a.test:444", "https://a.test/v2/", false],
  ["https", "a.test", "https://b.test/v2/", false],
] as const)("%s host %s, asked at %s: itself is %p", (scheme, host, url, expected) => {
  expect(isAt({ scheme, host } as Host, new URL(url))).toBe(expected);
});

test.each([
  ["a.test:443", "https://a.test:443", false],
  ["b.test:443", "https://b.test", false],
  ["c.test", "https://C.TEST:443", false],
  ["d.test:80", "http://d.test:80", false],
  ["e.test", "https://e.test:5000", true],
  ["f.test:443", "https://g.test:443", true],
  ["1.2.3.999", "https://h.test", true],
])("namespace %s, server %s: a mirror is %p", async (namespace, server, expected) => {
  const host = await onlyHost(namespace, `server = "${server}"`);
  expect(isMirror(host, namespace)).toBe(expected);
});

test("an http host with TLS settings may speak TLS, but not on port 80", async () => {
  const scheme = async (server: string) =>
    (await onlyHost("tls.test", `server = "${server}"\nskip_verify = true`)).scheme;
  expect(await scheme("http://tls.test:5000")).toBe("either");
  expect(await scheme("http://tls.test")).toBe("either");
  expect(await scheme("http://tls.test:80")).toBe("http");
  expect(await scheme("http://tls.test:80/path")).toBe("http");
});

test("token servers are reached with what is configured for their registry, not with what loopback implies", async () => {
  const elsewhere = new URL("https://auth.example/token");
  const here = new URL("https://127.0.0.1:5001/token");
  const configured = await onlyHost("configured.test", "skip_verify = true");
  expect(tlsForRealm(configured, elsewhere)).toBe(configured.tls);
  const [loopback] = await hostsOf("127.0.0.1:5000", { directories: [], defaultScheme: "" });
  expect(loopback?.tls?.skipVerify).toBe(true);
  expect(loopback && tlsForRealm(loopback, elsewhere)).toBeUndefined();
  expect(loopback && tlsForRealm(loopback, here)).toEqual({ ca: [], clients: [], skipVerify: true });
});
