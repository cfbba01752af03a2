// CNI plugins for tests. They are shell scripts that record how they were called.
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** One call of a plugin. */
export interface PluginRecord {
  readonly plugin: string;
  readonly operation: string;
  readonly container: string;
  readonly netns: string;
  readonly interface: string;
  readonly args: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** Writes an executable script. It records the call and then runs `body`, with the configuration in `$input`. */
export function writePlugin(directory: string, name: string, body: string): void {
  const file = join(directory, name);
  const script = `#!/bin/sh
input=$(cat)
printf '%s|%s|%s|%s|%s|%s|%s\\n' ${name} "$CNI_COMMAND" "$CNI_CONTAINERID" "$CNI_NETNS" "$CNI_IFNAME" "$CNI_ARGS" "$input" >> ${directory}/calls
${body}
`;
  writeFileSync(file, script);
  chmodSync(file, 0o755);
}

/** A plugin that runs `first` and then succeeds; the result of ADD has an address and the plugin's name. */
export function writeGoodPlugin(directory: string, name: string, address = "10.9.0.1/24", first = ""): void {
  const result = `{"cniVersion":"0.4.0","ips":[{"version":"4","address":"${address}"}],"by":"${name}"}`;
  writePlugin(directory, name, `${first}\n[ "$CNI_COMMAND" = ADD ] && echo '${result}'\nexit 0`);
}

/** The calls so far, in their order. */
export function pluginCalls(directory: string): PluginRecord[] {
  const file = join(directory, "calls");
  const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
  return lines.map((line) => {
    const [plugin = "", operation = "", container = "", netns = "", name = "", args = "", ...rest] =
      line.split("|");
    return { plugin, operation, container, netns, interface: name, args, config: JSON.parse(rest.join("|")) };
  });
}
