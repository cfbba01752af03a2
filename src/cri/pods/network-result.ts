// What is remembered of a pod's networks, in the form that containerd's `cniResult` has. Source: go-cni result.go; containerd
// internal/cri/server/sandbox_run.go, setupPodNetwork and selectPodIPs.
import { isIP } from "node:net";
import type { InterfaceSummary, NetworkSummary } from "../../cni/summary.ts";
import type { Json } from "../../core/json.ts";
import { failedPrecondition } from "../../errors/index.ts";

/** The first one is of the preferred family, or the first that the plugins told; the others keep their order. */
export function primaryFirst(addresses: readonly string[], preference: "ipv4" | "ipv6" | "cni"): string[] {
  const family = preference === "ipv6" ? 6 : 4;
  const primary =
    (preference === "cni" ? undefined : addresses.find((ip) => isIP(ip) === family)) ?? addresses[0];
  return primary === undefined ? [] : [primary, ...addresses.filter((ip) => ip !== primary)];
}

/** The pod's addresses, from the summary of its default network. Failed precondition: there are none. */
export function podAddresses({ interfaces }: NetworkSummary, defaultInterface: string): string[] {
  const addresses = interfaces[defaultInterface]?.addresses.map(({ ip }) => ip) ?? [];
  if (addresses.length === 0) {
    throw failedPrecondition(`no plugin of the network has given ${defaultInterface} an address`);
  }
  return addresses;
}

export function cniResult({ interfaces, dns, routes }: NetworkSummary): Json {
  return {
    Interfaces: Object.fromEntries(
      Object.entries(interfaces).map(([name, one]) => [name, interfaceJson(one)]),
    ),
    DNS: dns.map(({ nameservers, domain, search, options }) => ({
      ...(nameservers.length > 0 ? { nameservers } : {}),
      ...(domain === "" ? {} : { domain }),
      ...(search.length > 0 ? { search } : {}),
      ...(options.length > 0 ? { options } : {}),
    })),
    Routes: routes.map(({ destination, gateway }) => ({
      dst: destination,
      ...(gateway === "" ? {} : { gw: gateway }),
    })),
  };
}

function interfaceJson({ addresses, mac, sandbox, pciId, socketPath }: InterfaceSummary): Json {
  const configs = addresses.map(({ ip, gateway }) => ({ IP: ip, Gateway: gateway }));
  return {
    IPConfigs: configs.length > 0 ? configs : null,
    Mac: mac,
    Sandbox: sandbox,
    PciID: pciId,
    SocketPath: socketPath,
  };
}
