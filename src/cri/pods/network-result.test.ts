import { expect, test } from "bun:test";
import { parseResult } from "../../cni/result.ts";
import { summarize } from "../../cni/summary.ts";
import { cniResult, podAddresses, primaryFirst } from "./network-result.ts";

test("the primary address is of the preferred family, the others keep their order", () => {
  const mixed = ["fd00::1", "10.0.0.1", "fd00::2", "10.0.0.2"];
  expect(primaryFirst(mixed, "ipv4")).toEqual(["10.0.0.1", "fd00::1", "fd00::2", "10.0.0.2"]);
  expect(primaryFirst(mixed, "ipv6")).toEqual(mixed);
  expect(primaryFirst(["fd00::1", "fd00::2"], "ipv4")).toEqual(["fd00::1", "fd00::2"]);
  expect(primaryFirst(mixed, "cni")).toEqual(mixed);
  expect(primaryFirst([], "ipv4")).toEqual([]);
});

const bridged = parseResult({
  cniVersion: "1.0.0",
  interfaces: [
    { name: "cni0", mac: "aa" },
    { name: "eth0", mac: "bb", sandbox: "/run/netns/x" },
  ],
  ips: [{ address: "10.0.0.5/24", gateway: "10.0.0.1", interface: 1 }],
  routes: [{ dst: "0.0.0.0/0" }, { dst: "10.1.0.0/16", gw: "10.0.0.9" }],
  dns: { nameservers: ["10.0.0.2"] },
});

test("a pod's addresses are those of its default interface; without one there is no network", () => {
  expect(podAddresses(summarize([bridged], "eth0"), "eth0")).toEqual(["10.0.0.5"]);
  const bare = parseResult({ interfaces: [{ name: "eth0" }] });
  expect(() => podAddresses(summarize([bare], "eth0"), "eth0")).toThrow("has given eth0 an address");
});

test("results have the fields that containerd's have", () => {
  expect(cniResult(summarize([bridged], "eth0"))).toEqual({
    Interfaces: {
      cni0: { IPConfigs: null, Mac: "aa", Sandbox: "", PciID: "", SocketPath: "" },
      eth0: {
        IPConfigs: [{ IP: "10.0.0.5", Gateway: "10.0.0.1" }],
        Mac: "bb",
        Sandbox: "/run/netns/x",
        PciID: "",
        SocketPath: "",
      },
    },
    DNS: [{ nameservers: ["10.0.0.2"] }],
    Routes: [{ dst: "0.0.0.0/0" }, { dst: "10.1.0.0/16", gw: "10.0.0.9" }],
  });
});
