// The directory of network configurations: `/etc/cni/net.d`. Source: go-cni opts.go, libcni conf.go.
import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { invalidArgument, notFound } from "../errors/index.ts";
import { listIfPresent } from "../linux/optional-file.ts";
import {
  type NetworkConfig,
  type NetworkFile,
  type PluginConfig,
  parseNetwork,
  parsePlugin,
} from "./config.ts";

/**
 * Reads the networks of a directory in the order of their file names: the first is the default network.
 *
 * @param limit how many to read; 0 reads all. Files after them are not even opened.
 * @throws not found: `no network config found in DIRECTORY`; invalid argument, naming the file: it is not valid.
 */
export async function loadNetworks(directory: string, limit: number): Promise<NetworkConfig[]> {
  const files = await listFiles(directory, /\.(conflist|conf|json)$/);
  const read = files.slice(0, limit > 0 ? limit : files.length);
  if (read.length === 0) {
    throw notFound(`no network config found in ${directory}`);
  }
  const networks: NetworkConfig[] = [];
  for (const path of read) {
    const network = await withPluginFiles(parseNetwork(await readFile(path, "utf8"), path), path);
    if (networks.some(({ name }) => name === network.name)) {
      throw invalidArgument(
        `${path}: network ${JSON.stringify(network.name)} is configured by another file, too`,
      );
    }
    networks.push(network);
  }
  return networks;
}

async function withPluginFiles(file: NetworkFile, path: string): Promise<NetworkConfig> {
  const { hasPluginFiles, ...network } = file;
  const added = hasPluginFiles ? await loadPlugins(join(dirname(path), network.name)) : [];
  const plugins = [...network.plugins, ...added];
  if (plugins.length === 0) {
    throw invalidArgument(`${path}: network ${JSON.stringify(network.name)} has no plugins`);
  }
  return { ...network, plugins };
}

async function loadPlugins(directory: string): Promise<PluginConfig[]> {
  const files = await listFiles(directory, /\.conf$/);
  return Promise.all(files.map(async (path) => parsePlugin(await readFile(path, "utf8"), path)));
}

/** Paths of the files whose names match, sorted; none when there is no such directory. */
async function listFiles(directory: string, pattern: RegExp): Promise<string[]> {
  const names = (await listIfPresent(directory)) ?? [];
  const paths = names.filter((name) => pattern.test(name)).map((name) => join(directory, name));
  return paths.filter((path) => !statSync(path).isDirectory()).sort();
}
