import { formatPlatform, type PluginInfo } from "../../../client/index.ts";
import { command } from "../../command.ts";
import { bool } from "../../flags/flags.ts";
import { format } from "../../flags/shared.ts";
import { print, printLine, printListing } from "../../print/output.ts";
import { formatTable, wide } from "../../print/table.ts";

export default command({
  name: "list",
  aliases: ["ls"],
  summary: "Lists the daemon's plugins",
  usage: "[<filter> ...]",
  flags: {
    format,
    quiet: bool("Print only the plugin ids", { alias: "q" }),
    detailed: bool("Print detailed information about each plugin", { alias: "d" }),
  },
  async run({ flags, args, session }) {
    const { introspection } = await session.connect();
    const plugins = await introspection.plugins(args, session);
    if (flags.quiet) {
      for (const { id } of plugins) {
        printLine(id);
      }
    } else if (flags.detailed) {
      print(plugins.map((plugin) => formatTable(details(plugin), wide)).join("\n"));
    } else {
      printListing(plugins, flags.format, {
        columns: { TYPE: ({ type }) => type, ID: ({ id }) => id, PLATFORMS: platforms, STATUS: status },
        layout: wide,
        json: (plugin) => ({ ...plugin, status: status(plugin) }),
      });
    }
  },
});

function status({ error }: PluginInfo): string {
  if (error === undefined) {
    return "ok";
  }
  // By these words containerd's plugins say that they are of no use on this host.
  return error.message.includes("skip plugin") ? "skip" : "error";
}

function platforms(plugin: PluginInfo): string {
  const names = new Set(plugin.platforms.map(formatPlatform));
  return names.size === 0 ? "-" : [...names].sort().join(",");
}

function details(plugin: PluginInfo): string[][] {
  const rows = [
    ["Type:", plugin.type],
    ["ID:", plugin.id],
  ];
  const add = (title: string, values: readonly string[]): void => {
    rows.push(...values.map((value, index) => [index === 0 ? title : "", value]));
  };
  add("Requires:", plugin.requires);
  add("Platforms:", plugin.platforms.length === 0 ? [] : [platforms(plugin)]);
  add(
    "Exports:",
    Object.entries(plugin.exports).map(([key, value]) => `${key}  ${value}`),
  );
  add("Capabilities:", plugin.capabilities.length === 0 ? [] : [plugin.capabilities.join(",")]);
  add("Error:", plugin.error === undefined ? [] : [plugin.error.message]);
  return rows;
}
