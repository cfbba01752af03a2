import { expect, test } from "bun:test";
import { NamespaceMode, PodSandboxConfig } from "../../rpc/gen/cri.ts";
import { checkSysctls, namespaceOfSysctl, podSysctls } from "./sysctls.ts";

const { POD, CONTAINER, NODE } = NamespaceMode;

function config(sysctls: Record<string, string>, modes: object = {}): PodSandboxConfig {
  const securityContext = { namespaceOptions: { pid: CONTAINER, ...modes } };
  return PodSandboxConfig.decode(PodSandboxConfig.encode({ linux: { sysctls, securityContext } }));
}

test("which namespaces have values of their own of a parameter", () => {
  for (const name of ["kernel.shm_rmid_forced", "kernel.sem", "kernel/msgmax", "fs.mqueue.msg_max"]) {
    expect(namespaceOfSysctl(name)).toBe("ipc");
  }
  for (const name of ["net.core.somaxconn", "net/ipv4/conf/eth0.100/rp_filter"]) {
    expect(namespaceOfSysctl(name)).toBe("network");
  }
  expect(namespaceOfSysctl("kernel.domainname")).toBe("uts");
  for (const name of ["kernel.hostname", "kernel.shmx", "fs.file-max", "vm.swappiness", "network.x"]) {
    expect(namespaceOfSysctl(name)).toBeUndefined();
  }
});

test("the host's parameters are not changed", () => {
  expect(() => checkSysctls(config({ "net.core.somaxconn": "9", "kernel.sem": "1 2 3 4" }))).not.toThrow();
  const network = config({ "net.core.somaxconn": "9" }, { network: NODE, ipc: POD });
  expect(() => checkSysctls(network)).toThrow("in the host's network namespace");
  expect(() => checkSysctls(config({ "kernel.sem": "1" }, { ipc: NODE }))).toThrow("host's ipc namespace");
  expect(() => checkSysctls(config({ "vm.swappiness": "9" }))).toThrow("no namespace of a pod");
});

test("what lets processes without privileges ping and listen is set where it is configured, and not asked for otherwise", () => {
  const both = { enablesUnprivilegedPorts: true, enablesUnprivilegedIcmp: true };
  const port = "net.ipv4.ip_unprivileged_port_start";
  const ping = "net.ipv4.ping_group_range";
  expect(podSysctls(both, config({ [port]: "80" }))).toEqual({ [port]: "80", [ping]: "0 2147483647" });
  expect(podSysctls({ ...both, enablesUnprivilegedIcmp: false }, config({}))).toEqual({ [port]: "0" });
  expect(podSysctls(both, config({}, { network: NODE }))).toEqual({});
});
