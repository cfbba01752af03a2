// What checks are made on: the host, and what was found out about it once for all of them.
import { errnoOf, messageOf } from "../errors/index.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";
import type { DaemonAnswer, Host } from "./host.ts";
import { type Kubelet, kubeletConfigPath, readKubelet } from "./kubelet.ts";
import { defaultSettings, readSettings, type Settings } from "./settings.ts";

const usualConfigFile = "/etc/tsrt/config.toml";

export interface Facts {
  readonly host: Host;
  readonly settings: Settings;
  /** Undefined: kubelet is not set up here, or its configuration cannot be read. */
  readonly kubelet: Kubelet | undefined;
  /** Path of the socket that was asked. */
  readonly address: string;
  readonly daemon: DaemonAnswer;
}

/** Where to look, instead of where the configuration says. */
export interface Where {
  /** Path of the daemon's configuration file; undefined: the usual one, if it is there. */
  readonly configFile: string | undefined;
  /** The words that start this program. */
  readonly program: readonly string[];
  /** Path of the daemon's socket; undefined: where the configuration says. */
  readonly address: string | undefined;
}

/** Facts, and what was noticed while they were gathered. */
export interface Gathered {
  readonly facts: Facts;
  readonly configuration: Finding;
  readonly kubeletConfiguration: Finding | undefined;
}

/** Looks at everything that more than one check wants to know. Nothing that is missing is an error here. */
export async function gather(host: Host, where: Where): Promise<Gathered> {
  const { settings, finding } = await settingsOf(host, where);
  const { kubelet, finding: kubeletFinding } = kubeletOf(host);
  const address = where.address ?? settings.address;
  return {
    facts: { host, settings, kubelet, address, daemon: await host.askDaemon(address) },
    configuration: finding,
    kubeletConfiguration: kubeletFinding,
  };
}

async function settingsOf(host: Host, where: Where): Promise<{ settings: Settings; finding: Finding }> {
  const { configFile, program } = where;
  const file = configFile ?? usualConfigFile;
  const chosen = configFile === undefined ? [] : ["--config", configFile];
  const { status, stdout, stderr } = await host.run([...program, "daemon", ...chosen, "config", "dump"]);
  if (status === 0) {
    const isThere = host.read(file) !== undefined;
    return {
      settings: readSettings(stdout),
      finding: ok(isThere ? file : `defaults, as there is no ${file}`),
    };
  }
  const reason = stderr.trim();
  const finding = /permission denied|EACCES/.test(reason)
    ? warn(`${file} cannot be read`, "run tsrt doctor as root; until then defaults are assumed")
    : fail(`${file} is refused: ${reason}`, "correct the file; `tsrt daemon config dump` tells the same");
  return { settings: defaultSettings, finding };
}

function kubeletOf(host: Host): { kubelet: Kubelet | undefined; finding: Finding | undefined } {
  try {
    return { kubelet: readKubelet(host), finding: undefined };
  } catch (error) {
    const finding = isDenied(error)
      ? warn(`${kubeletConfigPath} cannot be read`, "run tsrt doctor as root")
      : fail(messageOf(error), "correct the file: kubelet does not start with it");
    return { kubelet: undefined, finding };
  }
}

/** Whether something exists, and this user may not see it. */
export function isDenied(error: unknown): boolean {
  return ["EACCES", "EPERM"].includes(errnoOf(error) ?? "");
}
