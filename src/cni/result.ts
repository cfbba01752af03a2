// What plugins print for ADD, in any version of the specification, read into one form.
// Source: CNI spec 1.1, section 5; spec 0.2.0 and 0.4.0, "Result".
import { isIP } from "node:net";
import { invalidArgument } from "../errors/index.ts";
import { isPrefix } from "./address.ts";
import { isObject, type JsonObject, listOf, objectOf, textOf, wholeNumberOf } from "./json.ts";

/** A network interface that a plugin made, in the container or on the host. */
export interface ResultInterface {
  readonly name: string;
  /** Hardware address; empty when the plugin does not say. */
  readonly mac: string;
  /** Path of the network namespace; empty for an interface of the host. */
  readonly sandbox: string;
  /** Path of a socket that leads to it; empty for most interfaces. */
  readonly socketPath: string;
  /** PCI address; empty for most interfaces. */
  readonly pciId: string;
}

/** An address that an interface got. */
export interface ResultAddress {
  /** In CIDR notation. */
  readonly address: string;
  /** Empty when there is none. */
  readonly gateway: string;
  /** Index into the result's interfaces; undefined when the plugin does not say. */
  readonly interface: number | undefined;
}

/** A route that a plugin made. */
export interface ResultRoute {
  /** Destination in CIDR notation. */
  readonly destination: string;
  /** Empty: the gateway of the address, or none. */
  readonly gateway: string;
}

/** How names are resolved on a network. */
export interface ResultDns {
  readonly nameservers: readonly string[];
  readonly domain: string;
  readonly search: readonly string[];
  readonly options: readonly string[];
}

/** What a network gave to a container. */
export interface NetworkResult {
  readonly interfaces: readonly ResultInterface[];
  readonly addresses: readonly ResultAddress[];
  readonly routes: readonly ResultRoute[];
  readonly dns: ResultDns;
}

/**
 * The JSON object that a plugin printed, as the plugin after it gets it. One without a version gets the configuration's,
 * as libcni does it. Invalid argument: it is no JSON object.
 */
export function parseRawResult(text: string, cniVersion: string): JsonObject {
  const raw: JsonObject = text.trim() === "" || text.trim() === "null" ? {} : parseObjectOf(text);
  return textOf(raw.cniVersion, "cniVersion") === "" ? { ...raw, cniVersion } : raw;
}

function parseObjectOf(text: string): JsonObject {
  try {
    return objectOf(JSON.parse(text), "result");
  } catch (cause) {
    throw invalidArgument("result is not a JSON object", { cause });
  }
}

/** Reads a result of any version. Invalid argument, naming the field: it breaks the specification. */
export function parseResult(raw: JsonObject): NetworkResult {
  const interfaces = listOf(raw.interfaces, "interfaces").map(interfaceOf);
  const isLegacy = isObject(raw.ip4) || isObject(raw.ip6);
  const addresses = isLegacy ? legacyAddresses(raw) : listOf(raw.ips, "ips").map(addressOf);
  for (const [index, { interface: owner }] of addresses.entries()) {
    if (owner !== undefined && (owner < 0 || owner >= interfaces.length)) {
      throw invalidArgument(`ips[${index}].interface ${owner} is not among ${interfaces.length} interfaces`);
    }
  }
  const routes = isLegacy ? legacyRoutes(raw) : routesOf(raw.routes, "routes");
  return { interfaces, addresses, routes, dns: dnsOf(raw.dns) };
}

function interfaceOf(value: unknown, index: number): ResultInterface {
  const what = `interfaces[${index}]`;
  const { name, mac, sandbox, socketPath, pciID } = objectOf(value, what);
  return {
    name: textOf(name, `${what}.name`),
    mac: textOf(mac, `${what}.mac`),
    sandbox: textOf(sandbox, `${what}.sandbox`),
    socketPath: textOf(socketPath, `${what}.socketPath`),
    pciId: textOf(pciID, `${what}.pciID`),
  };
}

function addressOf(value: unknown, index: number): ResultAddress {
  const what = `ips[${index}]`;
  const { address, gateway, interface: owner } = objectOf(value, what);
  return {
    address: prefixOf(address, `${what}.address`),
    gateway: gatewayOf(gateway, `${what}.gateway`),
    interface: wholeNumberOf(owner, `${what}.interface`),
  };
}

/** Versions 0.1.0 and 0.2.0 have one address of each family, of the interface that was asked for. */
function legacyAddresses(raw: JsonObject): ResultAddress[] {
  return ["ip4", "ip6"]
    .filter((family) => isObject(raw[family]))
    .map((family) => {
      const { ip, gateway } = objectOf(raw[family], family);
      return {
        address: prefixOf(ip, `${family}.ip`),
        gateway: gatewayOf(gateway, `${family}.gateway`),
        interface: undefined,
      };
    });
}

function legacyRoutes(raw: JsonObject): ResultRoute[] {
  return ["ip4", "ip6"]
    .filter((family) => isObject(raw[family]))
    .flatMap((family) => routesOf(objectOf(raw[family], family).routes, `${family}.routes`));
}

function routesOf(value: unknown, what: string): ResultRoute[] {
  return listOf(value, what).map((route, index) => {
    const { dst, gw } = objectOf(route, `${what}[${index}]`);
    return {
      destination: prefixOf(dst, `${what}[${index}].dst`),
      gateway: gatewayOf(gw, `${what}[${index}].gw`),
    };
  });
}

function dnsOf(value: unknown): ResultDns {
  const { nameservers, domain, search, options } = value === undefined ? {} : objectOf(value ?? {}, "dns");
  const texts = (list: unknown, what: string): string[] =>
    listOf(list, what).map((text, index) => textOf(text, `${what}[${index}]`));
  return {
    nameservers: texts(nameservers, "dns.nameservers"),
    domain: textOf(domain, "dns.domain"),
    search: texts(search, "dns.search"),
    options: texts(options, "dns.options"),
  };
}

function prefixOf(value: unknown, what: string): string {
  const text = textOf(value, what);
  if (!isPrefix(text)) {
    throw invalidArgument(`${what} ${JSON.stringify(text)} is not an address with the length of its prefix`);
  }
  return text;
}

function gatewayOf(value: unknown, what: string): string {
  const text = textOf(value, what);
  if (text !== "" && isIP(text) === 0) {
    throw invalidArgument(`${what} ${JSON.stringify(text)} is not an address`);
  }
  return text;
}
