import { expect, test } from "bun:test";
import { parseRawResult, parseResult } from "./result.ts";
import { addressesOf, summarize } from "./summary.ts";

const noDns = { nameservers: [], domain: "", search: [], options: [] };

test("results of 0.2.0 have an address of each family, and routes with it", () => {
  const result = parseResult({
    cniVersion: "0.2.0",
    ip4: { ip: "10.0.0.3/16", gateway: "10.0.0.1", routes: [{ dst: "0.0.0.0/0" }] },
    ip6: { ip: "fd00::3/64", routes: [{ dst: "::/0", gw: "fd00::1" }] },
    dns: { nameservers: ["10.0.0.2"] },
  });
  expect(result).toEqual({
    interfaces: [],
    addresses: [
      { address: "10.0.0.3/16", gateway: "10.0.0.1", interface: undefined },
      { address: "fd00::3/64", gateway: "", interface: undefined },
    ],
    routes: [
      { destination: "0.0.0.0/0", gateway: "" },
      { destination: "::/0", gateway: "fd00::1" },
    ],
    dns: { ...noDns, nameservers: ["10.0.0.2"] },
  });
});

const bridged = {
  interfaces: [
    { name: "cni0", mac: "aa:aa:aa:aa:aa:aa" },
    { name: "eth0", mac: "bb:bb:bb:bb:bb:bb", sandbox: "/run/netns/x" },
  ],
  ips: [{ version: "4", address: "10.1.0.5/24", gateway: "10.1.0.1", interface: 1 }],
  routes: [{ dst: "0.0.0.0/0" }],
};

test("results since 0.3.0 tell which interface has which address", () => {
  for (const cniVersion of ["0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0"]) {
    const result = parseResult({ cniVersion, ...bridged });
    expect(result.addresses).toEqual([{ address: "10.1.0.5/24", gateway: "10.1.0.1", interface: 1 }]);
    expect(result.interfaces[1]).toMatchObject({ name: "eth0", sandbox: "/run/netns/x", socketPath: "" });
    expect(addressesOf([result])).toEqual(["10.1.0.5"]);
  }
});

test("addresses of the host's interfaces are not the container's", () => {
  const ips = [
    { address: "10.1.0.1/24", interface: 0 },
    { address: "10.1.0.5/24", interface: 1 },
    { address: "fd00::5/64" },
  ];
  expect(addressesOf([parseResult({ ...bridged, ips })])).toEqual(["10.1.0.5", "fd00::5"]);
});

test("networks together are a table of interfaces", () => {
  const second = parseResult({ ip4: { ip: "10.2.0.2/24" } });
  const { interfaces, dns, routes } = summarize([parseResult(bridged), second], "eth0");
  expect(Object.keys(interfaces).sort()).toEqual(["cni0", "eth0"]);
  expect(interfaces.eth0).toMatchObject({
    mac: "bb:bb:bb:bb:bb:bb",
    addresses: [
      { ip: "10.1.0.5", gateway: "10.1.0.1" },
      { ip: "10.2.0.2", gateway: "" },
    ],
  });
  expect(dns).toEqual([noDns, noDns]);
  expect(routes).toHaveLength(1);
});

test("a result without a version gets the configuration's, an empty one is no failure", () => {
  expect(parseRawResult('{"ips":[]}', "0.4.0")).toEqual({ ips: [], cniVersion: "0.4.0" });
  expect(parseRawResult('{"cniVersion":"0.3.1"}', "0.4.0")).toEqual({ cniVersion: "0.3.1" });
  for (const empty of ["", " \n", "null"]) {
    expect(parseRawResult(empty, "1.0.0")).toEqual({ cniVersion: "1.0.0" });
  }
  for (const bad of ["[]", "7", "not json"]) {
    expect(() => parseRawResult(bad, "1.0.0"), bad).toThrow(/^result( is not JSON|: must be an object)/);
  }
});

const broken: [result: Record<string, unknown>, message: string][] = [
  [{ ips: {} }, "ips: must be a list"],
  [{ ips: [7] }, "ips[0]: must be an object"],
  [{ ips: [{}] }, 'ips[0].address "" is not an address with the length of its prefix'],
  [{ ips: [{ address: "10.0.0.1" }] }, "is not an address with the length"],
  [{ ips: [{ address: "10.0.0.1/33" }] }, "is not an address with the length"],
  [{ ips: [{ address: "10.0.0.1/8", gateway: "door" }] }, 'ips[0].gateway "door" is not an address'],
  [{ ips: [{ address: "10.0.0.1/8", interface: 0 }] }, "ips[0].interface 0 is not among 0 interfaces"],
  [{ ips: [{ address: "10.0.0.1/8", interface: "0" }] }, "ips[0].interface: must be an integer"],
  [{ interfaces: [{ name: 5 }] }, "interfaces[0].name: must be a string"],
  [{ routes: [{ dst: "there" }] }, 'routes[0].dst "there"'],
  [{ dns: { nameservers: "10.0.0.1" } }, "dns.nameservers: must be a list"],
  [{ ip4: { ip: 4 } }, "ip4.ip: must be a string"],
];

test("a result that breaks the specification is refused by its field", () => {
  for (const [result, message] of broken) {
    expect(() => parseResult(result), JSON.stringify(result)).toThrow(message);
  }
});
