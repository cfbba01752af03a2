import { parsePlatform } from "../../../client/index.ts";
import { invalidArgument } from "../../../errors/index.ts";
import { command } from "../../command.ts";
import { requireArgument } from "../../flags/arguments.ts";
import { bool, list } from "../../flags/flags.ts";
import { parseLabels } from "../../flags/labels.ts";
import { snapshotterFlag } from "../../flags/shared.ts";
import { printLine } from "../../print/output.ts";
import { TransferProgress } from "../../print/progress.ts";
import { registryFlags, registryOptions } from "./registry.ts";

export default command({
  name: "pull",
  summary: "Pull an image from a registry and unpack it",
  usage: "<ref>",
  flags: {
    ...registryFlags,
    local: bool("Accepted for containerd's ctr: the daemon always does it"),
    snapshotter: snapshotterFlag,
    label: list("Labels to attach to the image"),
    platform: list("Pull content from a specific platform"),
    "all-platforms": bool("Pull content and metadata from all platforms"),
    "skip-unpack": bool("Only fetch"),
    "print-chainid": bool("Print the resulting image's chain ID"),
    quiet: bool("Print only the image's name", { alias: "q" }),
  },
  async run({ flags, args, session }) {
    const reference = requireArgument(args, 0, "please provide an image reference to pull");
    const [platform, ...others] = flags.platform.map(parsePlatform);
    if (others.length > 0) {
      throw invalidArgument("--platform can be given once");
    }
    if (platform !== undefined && flags["all-platforms"]) {
      throw invalidArgument("cannot specify both --platform and --all-platforms");
    }
    const options = await registryOptions(flags);
    const client = await session.connect();
    using progress = new TransferProgress({ isQuiet: flags.quiet });
    const image = await client.pull(reference, {
      ...options,
      platform,
      allPlatforms: flags["all-platforms"],
      labels: parseLabels(flags.label),
      unpack: !flags["skip-unpack"],
      snapshotter: flags.snapshotter,
      progress: progress.update,
      signal: session.signal,
    });
    progress[Symbol.dispose]();
    if (flags.quiet) {
      printLine(image.name);
    }
    if (flags["print-chainid"]) {
      printLine(`image chain ID: ${await image.chainId()}`);
    }
  },
});
