import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setHostname } from "./hostname.ts";
import { namespaceFile } from "./namespace-types.ts";
import {
  createNamespace,
  deleteNamespace,
  inNamespaces,
  isNamespace,
  type NamedNamespace,
} from "./namespaces.ts";
import { dottedSysctl, writeSysctl } from "./sysctl.ts";

let top: string;
let network: NamedNamespace;
let ipc: NamedNamespace;
let uts: NamedNamespace;
let all: NamedNamespace[];

beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), "namespaces-"));
  network = { type: "network", path: join(top, "net") };
  ipc = { type: "ipc", path: join(top, "deep/ipc") };
  uts = { type: "uts", path: join(top, "uts") };
  all = [network, ipc, uts];
});

afterEach(() => {
  for (const { path } of all) {
    deleteNamespace(path);
  }
  rmSync(top, { recursive: true });
});

function own(): string[] {
  return all.map(({ type }) => readlinkSync(`/proc/thread-self/ns/${namespaceFile(type)}`));
}

test("namespaces are kept by files, have values of their own, and the thread is back in the host's afterwards", () => {
  const before = own();
  const value = readFileSync("/proc/sys/kernel/shmmni", "latin1");
  all.forEach(createNamespace);
  expect(own()).toEqual(before);
  inNamespaces(all, () => {
    setHostname("inside");
    writeSysctl("kernel.shmmni", "4321");
    writeSysctl("net/ipv4/ip_unprivileged_port_start", "80");
  });
  expect([own(), hostname() === "inside"]).toEqual([before, false]);
  expect(readFileSync("/proc/sys/kernel/shmmni", "latin1")).toBe(value);
  const [inside, name, shmmni, port] = inNamespaces(all, () => [
    own(),
    readFileSync("/proc/sys/kernel/hostname", "latin1"),
    readFileSync("/proc/sys/kernel/shmmni", "latin1"),
    readFileSync("/proc/sys/net/ipv4/ip_unprivileged_port_start", "latin1"),
  ]);
  expect([name, shmmni, port]).toEqual(["inside\n", "4321\n", "80\n"]);
  expect(before.some((link) => inside?.includes(link))).toBe(false);
});

test("what fails inside leaves the thread where it was", () => {
  const before = own();
  all.forEach(createNamespace);
  expect(() => inNamespaces(all, () => setHostname("x".repeat(65)))).toThrow("EINVAL");
  expect(() => inNamespaces(all, () => writeSysctl("kernel.nothing", "1"))).toThrow("ENOENT");
  expect(() => inNamespaces([...all, { type: "uts", path: join(top, "none") }], () => 0)).toThrow("ENOENT");
  expect(own()).toEqual(before);
});

test("a name that is taken stays as it is", () => {
  createNamespace(uts);
  expect(() => createNamespace(uts)).toThrow("EEXIST");
  expect(isNamespace(uts)).toBe(true);
});

test("a file without a namespace, as a reboot leaves it, or with one of another type is none", () => {
  expect(isNamespace(uts)).toBe(false);
  writeFileSync(uts.path, "");
  expect(isNamespace(uts)).toBe(false);
  deleteNamespace(uts.path);
  expect(existsSync(uts.path)).toBe(false);
  createNamespace(uts);
  expect([isNamespace(uts), isNamespace({ type: "ipc", path: uts.path })]).toEqual([true, false]);
  deleteNamespace(uts.path);
  deleteNamespace(uts.path);
  expect(isNamespace(uts)).toBe(false);
});

test("names of parameters with dots or slashes between their parts", () => {
  expect(dottedSysctl("net.ipv4.conf.eth0/100.rp_filter")).toBe("net.ipv4.conf.eth0/100.rp_filter");
  expect(dottedSysctl("net/ipv4/conf/eth0.100/rp_filter")).toBe("net.ipv4.conf.eth0/100.rp_filter");
  expect(dottedSysctl("single")).toBe("single");
});
