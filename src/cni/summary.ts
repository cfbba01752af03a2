// What a container got from all its networks, seen from the container. Source: go-cni result.go.
import type { NetworkResult, ResultDns, ResultRoute } from "./result.ts";

/** An interface of a container. */
export interface InterfaceSummary {
  /** Addresses without their prefixes, in the order in which the plugins gave them. */
  readonly addresses: readonly { readonly ip: string; readonly gateway: string }[];
  readonly mac: string;
  /** Path of the network namespace; empty for an interface of the host. */
  readonly sandbox: string;
  readonly pciId: string;
  readonly socketPath: string;
}

/** All networks of a container together. */
export interface NetworkSummary {
  /** By name. The default interface is always among them. */
  readonly interfaces: Readonly<Record<string, InterfaceSummary>>;
  readonly dns: readonly ResultDns[];
  readonly routes: readonly ResultRoute[];
}

const blank: InterfaceSummary = { addresses: [], mac: "", sandbox: "", pciId: "", socketPath: "" };

/** Puts results together. Addresses of no particular interface belong to the default one. */
export function summarize(results: readonly NetworkResult[], defaultInterface: string): NetworkSummary {
  const interfaces = new Map([[defaultInterface, blank]]);
  for (const result of results) {
    for (const { name, ...rest } of result.interfaces) {
      interfaces.set(name, { ...blank, ...rest });
    }
    for (const { address, gateway, interface: owner } of result.addresses) {
      const name =
        owner === undefined ? defaultInterface : (result.interfaces[owner]?.name ?? defaultInterface);
      const before = interfaces.get(name) ?? blank;
      interfaces.set(name, {
        ...before,
        addresses: [...before.addresses, { ip: withoutPrefix(address), gateway }],
      });
    }
  }
  return {
    interfaces: Object.fromEntries(interfaces),
    dns: results.map(({ dns }) => dns),
    routes: results.flatMap(({ routes }) => routes),
  };
}

/** The addresses of a container's own interfaces, without their prefixes and each once. */
export function addressesOf(results: readonly NetworkResult[]): string[] {
  const own = results.flatMap(({ addresses, interfaces }) =>
    addresses.filter(({ interface: owner }) => owner === undefined || interfaces[owner]?.sandbox !== ""),
  );
  return [...new Set(own.map(({ address }) => withoutPrefix(address)))];
}

function withoutPrefix(address: string): string {
  return address.replace(/\/\d+$/, "");
}
