// Names and indices of plugins. Source: containerd/nri pkg/api/plugin.go.
import { invalidArgument } from "../errors/index.ts";
import type { PluginIdentity } from "./plugin.ts";

/** Invalid argument: the name or the index is none. */
export function checkIdentity({ index, base }: PluginIdentity): void {
  if (!/^[0-9][0-9]$/.test(index)) {
    throw invalidArgument(`invalid plugin index ${JSON.stringify(index)}: must be two digits`);
  }
  if (!/^[a-zA-Z0-9_.+-]+$/.test(base)) {
    throw invalidArgument(
      `invalid plugin name ${JSON.stringify(base)}: must have one or more of the characters a-z, A-Z, 0-9, _, ., + and -`,
    );
  }
}

/** The identity of an installed plugin, from the name of its file: `INDEX-NAME`. */
export function identityOf(fileName: string): PluginIdentity {
  const separator = fileName.indexOf("-");
  const identity = { index: fileName.slice(0, Math.max(0, separator)), base: fileName.slice(separator + 1) };
  checkIdentity(identity);
  return identity;
}
