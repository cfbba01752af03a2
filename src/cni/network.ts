// The operations on one network: each runs the network's plugins in their order. Source: CNI spec 1.1, section 3.
import { existsSync } from "node:fs";
import type { Json } from "../core/json.ts";
import { Fault, invalidArgument, messageOf } from "../errors/index.ts";
import { type CapabilityArguments, runtimeConfigOf } from "./capabilities.ts";
import { checkName, type NetworkConfig, type PluginConfig } from "./config.ts";
import { type Endpoint, findPlugin, formatArgs, type PluginLimits, runPlugin } from "./plugin.ts";
import { PluginFailure, unknownContainer } from "./plugin-failure.ts";
import { parseRawResult, parseResult } from "./result.ts";
import { isAtLeast, since } from "./version.ts";

/** An endpoint, and what its container asks of the plugins. */
export interface AttachRequest extends Endpoint {
  readonly capabilities?: CapabilityArguments | undefined;
}

/** Invalid argument, naming the rule: the request could not be handed to a plugin. */
export function checkEndpoint({ containerId, interface: name, args = {} }: Endpoint): void {
  checkName(containerId, "container id");
  // The kernel's names of interfaces have at most 15 bytes. Source: libcni pkg/utils.
  if (name === "" || Buffer.byteLength(name) > 15 || [".", ".."].includes(name) || /[/:\s]/.test(name)) {
    throw invalidArgument(
      `interface name ${JSON.stringify(name)} is not a name of 1 to 15 bytes without '/' and ':'`,
    );
  }
  formatArgs(args);
}

/** Not found: a network needs a plugin that is not installed. Asked before anything is attached that would be undone. */
export function requirePlugins(network: NetworkConfig, { pluginDirectories }: PluginLimits): void {
  for (const { type } of network.plugins) {
    findPlugin(type, pluginDirectories);
  }
}

/**
 * Connects an endpoint. Each plugin gets the result of the one before it; the last one's is the network's. When a plugin
 * fails, those before it stay connected: the caller has to run `deleteNetwork`.
 */
export async function addNetwork(
  network: NetworkConfig,
  request: AttachRequest,
  limits: PluginLimits,
): Promise<Json> {
  checkEndpoint(request);
  let result: Json | undefined;
  for (const plugin of network.plugins) {
    const config = configOf(network, plugin, request, result);
    const printed = await runPlugin(
      { operation: "ADD", type: plugin.type, config, endpoint: request },
      limits,
    );
    result = checkedResult(printed, network, plugin);
  }
  return result ?? { cniVersion: network.cniVersion };
}

/** A plugin's result is checked when it comes, so that the plugin is named that broke the rules. */
function checkedResult(printed: string, { cniVersion }: NetworkConfig, { type }: PluginConfig): Json {
  try {
    const result = parseRawResult(printed, cniVersion);
    parseResult(result);
    return result;
  } catch (cause) {
    throw new Fault("internal", `CNI plugin ${type} ADD`, { cause });
  }
}

/**
 * Disconnects an endpoint: the plugins run in reverse order, each with the result of ADD where there is one. What is gone
 * already is no failure, so that this may be repeated. A namespace that is gone is passed as an empty path.
 */
export async function deleteNetwork(
  network: NetworkConfig,
  request: AttachRequest,
  result: Json | undefined,
  limits: PluginLimits,
): Promise<void> {
  const known = isAtLeast(network.cniVersion, since.check) ? result : undefined;
  const netns = existsSync(request.netns) ? request.netns : "";
  for (const plugin of [...network.plugins].reverse()) {
    const config = configOf(network, plugin, request, known);
    const endpoint = { ...request, netns };
    try {
      await runPlugin({ operation: "DEL", type: plugin.type, config, endpoint }, limits);
    } catch (error) {
      if (!isGone(error, netns)) {
        throw error;
      }
    }
  }
}

/** Some plugins fail where the specification tells them to succeed. Source: go-cni cni.go, Remove. */
function isGone(error: unknown, netns: string): boolean {
  const isPathMissing = netns === "" && messageOf(error).includes("no such file or directory");
  return error instanceof PluginFailure && (error.code === unknownContainer || isPathMissing);
}

/** Whether an endpoint is still as ADD left it. Does nothing where the configuration's version has no CHECK. */
export async function checkNetwork(
  network: NetworkConfig,
  request: AttachRequest,
  result: Json | undefined,
  limits: PluginLimits,
): Promise<void> {
  if (network.disableCheck || !isAtLeast(network.cniVersion, since.check)) {
    return;
  }
  for (const plugin of network.plugins) {
    const config = configOf(network, plugin, request, result);
    await runPlugin({ operation: "CHECK", type: plugin.type, config, endpoint: request }, limits);
  }
}

/** Fails with what a plugin says when the network cannot be used. Versions before 1.1.0 have no STATUS. */
export async function networkStatus(network: NetworkConfig, limits: PluginLimits): Promise<void> {
  if (!isAtLeast(network.cniVersion, since.gc)) {
    return;
  }
  for (const plugin of network.plugins) {
    const config = { ...plugin, name: network.name, cniVersion: network.cniVersion };
    await runPlugin({ operation: "STATUS", type: plugin.type, config }, limits);
  }
}

/** An endpoint that is in use. */
export interface ValidAttachment {
  readonly containerId: string;
  readonly interface: string;
}

/**
 * Has plugins free what belongs to none of the endpoints in use. Versions before 1.1.0 have no GC. A plugin that fails does not keep the
 * others from it.
 */
export async function collectNetwork(
  network: NetworkConfig,
  valid: readonly ValidAttachment[],
  limits: PluginLimits,
): Promise<void> {
  if (network.disableGc || !isAtLeast(network.cniVersion, since.gc)) {
    return;
  }
  const attachments = valid.map((one) => ({ containerID: one.containerId, ifname: one.interface }));
  await attemptAll(network.plugins, async (plugin) => {
    const config = {
      ...plugin,
      name: network.name,
      cniVersion: network.cniVersion,
      "cni.dev/valid-attachments": attachments,
      // The first text of the specification had this name: containernetworking/cni#1101.
      "cni.dev/attachments": attachments,
    };
    await runPlugin({ operation: "GC", type: plugin.type, config }, limits);
  });
}

/** Does all of it, one after another, also when some fails. Then throws the first failure. */
export async function attemptAll<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const failures: unknown[] = [];
  for (const item of items) {
    await work(item).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) {
    throw failures[0];
  }
}

function configOf(
  { name, cniVersion }: NetworkConfig,
  plugin: PluginConfig,
  { capabilities = {} }: AttachRequest,
  prevResult: Json | undefined,
): Json {
  const runtimeConfig = runtimeConfigOf(plugin, capabilities);
  return {
    ...plugin,
    name,
    cniVersion,
    ...(runtimeConfig === undefined ? {} : { runtimeConfig }),
    ...(prevResult === undefined ? {} : { prevResult }),
  };
}
