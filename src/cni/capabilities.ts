// What a runtime asks of plugins for one container: port mappings, addresses, limits. A plugin gets those arguments whose
// names its configuration lists under `capabilities`. Source: CNI CONVENTIONS.md, "Dynamic Plugin specific fields".
import { isIP } from "node:net";
import { invalidArgument } from "../errors/index.ts";
import { isPrefix } from "./address.ts";
import type { PluginConfig } from "./config.ts";

/** A port of the host that leads to one of the container. */
export interface PortMapping {
  /** 1 to 65535. */
  readonly hostPort: number;
  /** 1 to 65535. */
  readonly containerPort: number;
  readonly protocol: "tcp" | "udp" | "sctp";
  /** Address of the host that is listened on; empty or absent: all of them. */
  readonly hostIP?: string;
}

/** Limits of the traffic. Rates are bits per second, bursts are bits; 0 stands for no limit. */
export interface Bandwidth {
  readonly ingressRate?: number;
  readonly ingressBurst?: number;
  readonly egressRate?: number;
  readonly egressBurst?: number;
}

/** How names are resolved in the container. */
export interface DnsArguments {
  /** Addresses of name servers. */
  readonly servers?: readonly string[];
  /** Domains that short names are looked up in. */
  readonly searches?: readonly string[];
  /** Options of resolv.conf. */
  readonly options?: readonly string[];
}

/** Addresses that the container's may be chosen from. */
export interface IpRange {
  /** In CIDR notation. */
  readonly subnet: string;
  readonly rangeStart?: string;
  readonly rangeEnd?: string;
  readonly gateway?: string;
}

/** Arguments by the names under which plugins ask for them. Others may be added. */
export interface CapabilityArguments {
  readonly portMappings?: readonly PortMapping[];
  readonly bandwidth?: Bandwidth;
  readonly dns?: DnsArguments;
  /** One list for each address that the container is to get. */
  readonly ipRanges?: readonly (readonly IpRange[])[];
  /** Addresses that the container is to get, in CIDR notation. */
  readonly ips?: readonly string[];
  /** Hardware address of the container's interface. */
  readonly mac?: string;
  /** Cgroup of the pod, as the kubelet names it. */
  readonly cgroupPath?: string;
  readonly [capability: string]: unknown;
}

/** The arguments that a plugin asks for; undefined when it gets none of them. */
export function runtimeConfigOf(
  plugin: PluginConfig,
  given: CapabilityArguments,
): Record<string, unknown> | undefined {
  const wanted = Object.entries(plugin.capabilities ?? {}).filter(
    ([name, enabled]) => enabled && name in given,
  );
  const passed = wanted
    .map(([name]) => [name, given[name]] as const)
    .filter(([, value]) => value !== undefined);
  return passed.length === 0 ? undefined : Object.fromEntries(passed);
}

/** Invalid argument, naming the field: a value that no plugin could use. */
export function checkCapabilities(given: CapabilityArguments): void {
  for (const [index, mapping] of (given.portMappings ?? []).entries()) {
    checkPortMapping(mapping, `portMappings[${index}]`);
  }
  for (const [name, value] of Object.entries(given.bandwidth ?? {})) {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw invalidArgument(`bandwidth.${name} ${value} is not a number of bits`);
    }
  }
  for (const address of given.ips ?? []) {
    if (!isPrefix(address) && isIP(address) === 0) {
      throw invalidArgument(`ips: ${JSON.stringify(address)} is not an address`);
    }
  }
  if (given.mac !== undefined && !/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(given.mac)) {
    throw invalidArgument(`mac ${JSON.stringify(given.mac)} is not a hardware address`);
  }
}

function checkPortMapping(
  { hostPort, containerPort, protocol, hostIP = "" }: PortMapping,
  what: string,
): void {
  for (const port of [hostPort, containerPort]) {
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw invalidArgument(`${what}: port ${port} is not between 1 and 65535`);
    }
  }
  if (!["tcp", "udp", "sctp"].includes(protocol)) {
    throw invalidArgument(`${what}: protocol ${JSON.stringify(protocol)} is none of tcp, udp and sctp`);
  }
  if (hostIP !== "" && isIP(hostIP) === 0) {
    throw invalidArgument(`${what}: hostIP ${JSON.stringify(hostIP)} is not an address`);
  }
}
