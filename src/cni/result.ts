// What plugins print for ADD, in any version of the specification, read into one form.
// Source: CNI spec 1.1, section 5; spec 0.2.0 and 0.4.0, "Result".
import { isIP } from "node:net";
import type { Json } from "../core/json.ts";
import { readShape, type ShapeOf, shape } from "../core/shape.ts";
import { invalidArgument } from "../errors/index.ts";
import { isPrefix } from "./address.ts";

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

const text = shape.or(shape.text, "");

const routesShape = shape.or(shape.list(shape.object({ dst: text, gw: text })), []);

/** Versions 0.1.0 and 0.2.0 have one address of each family, of the interface that was asked for. */
const legacyAddressShape = shape.optional(shape.object({ ip: text, gateway: text, routes: routesShape }));

const texts = shape.or(shape.list(shape.text), []);

const resultShape = shape.object({
  interfaces: shape.or(
    shape.list(shape.object({ name: text, mac: text, sandbox: text, socketPath: text, pciID: text })),
    [],
  ),
  ips: shape.or(
    shape.list(shape.object({ address: text, gateway: text, interface: shape.optional(shape.integer) })),
    [],
  ),
  ip4: legacyAddressShape,
  ip6: legacyAddressShape,
  routes: routesShape,
  dns: shape.optional(shape.object({ nameservers: texts, domain: text, search: texts, options: texts })),
});

type Fields = ShapeOf<typeof resultShape>;

/**
 * The JSON object that a plugin printed, as the plugin after it gets it. One without a version gets the configuration's,
 * as libcni does it. Invalid argument: it is no JSON object.
 */
export function parseRawResult(printed: string, cniVersion: string): Json {
  let json: unknown;
  try {
    json = JSON.parse(printed.trim() || "null");
  } catch (cause) {
    throw invalidArgument("result is not JSON", { cause });
  }
  const raw = readShape(shape.or(shape.map(shape.any), {}), json, "result");
  return raw.cniVersion === undefined || raw.cniVersion === "" ? { ...raw, cniVersion } : raw;
}

/** Reads a result of any version. Invalid argument, naming the field: it breaks the specification. */
export function parseResult(raw: Json): NetworkResult {
  const fields = readShape(resultShape, raw, "result");
  const interfaces = fields.interfaces.map(({ pciID, ...rest }) => ({ ...rest, pciId: pciID }));
  const isLegacy = fields.ip4 !== undefined || fields.ip6 !== undefined;
  return {
    interfaces,
    addresses: isLegacy ? legacyAddresses(fields) : addressesOf(fields, interfaces.length),
    routes: isLegacy ? legacyRoutes(fields) : routesOf(fields.routes, "routes"),
    dns: fields.dns ?? { nameservers: [], domain: "", search: [], options: [] },
  };
}

function addressesOf({ ips }: Fields, interfaceCount: number): ResultAddress[] {
  for (const [index, { address, gateway, interface: owner }] of ips.entries()) {
    checkPrefix(address, `ips[${index}].address`);
    checkAddress(gateway, `ips[${index}].gateway`);
    if (owner !== undefined && (owner < 0 || owner >= interfaceCount)) {
      throw invalidArgument(`ips[${index}].interface ${owner} is not among ${interfaceCount} interfaces`);
    }
  }
  return ips;
}

const families = ["ip4", "ip6"] as const;

function legacyAddresses(fields: Fields): ResultAddress[] {
  return families.flatMap((family) => {
    const legacy = fields[family];
    if (legacy === undefined) {
      return [];
    }
    checkPrefix(legacy.ip, `${family}.ip`);
    checkAddress(legacy.gateway, `${family}.gateway`);
    return [{ address: legacy.ip, gateway: legacy.gateway, interface: undefined }];
  });
}

function legacyRoutes(fields: Fields): ResultRoute[] {
  return families.flatMap((family) => routesOf(fields[family]?.routes ?? [], `${family}.routes`));
}

function routesOf(routes: Fields["routes"], what: string): ResultRoute[] {
  return routes.map(({ dst, gw }, index) => {
    checkPrefix(dst, `${what}[${index}].dst`);
    checkAddress(gw, `${what}[${index}].gw`);
    return { destination: dst, gateway: gw };
  });
}

function checkPrefix(value: string, what: string): void {
  if (!isPrefix(value)) {
    throw invalidArgument(`${what} ${JSON.stringify(value)} is not an address with the length of its prefix`);
  }
}

/** An empty text stands for none. */
function checkAddress(value: string, what: string): void {
  if (value !== "" && isIP(value) === 0) {
    throw invalidArgument(`${what} ${JSON.stringify(value)} is not an address`);
  }
}
