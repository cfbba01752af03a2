import { parsePlatform } from "../../../client/index.ts";
import { command } from "../../command.ts";
import { requireArgument } from "../../flags/arguments.ts";
import { bool, list } from "../../flags/flags.ts";
import { TransferProgress } from "../../print/progress.ts";
import { registryFlags, registryOptions } from "./registry.ts";

export default command({
  name: "push",
  summary: "Push an image to a registry",
  usage: "<remote> [<local>]",
  flags: {
    ...registryFlags,
    local: bool("Accepted for containerd's ctr: the daemon always does it"),
    platform: list("Push content of a specific platform"),
  },
  async run({ flags, args, session }) {
    const reference = requireArgument(args, 0, "please provide a remote image reference to push");
    const options = await registryOptions(flags);
    const client = await session.connect();
    using progress = new TransferProgress();
    await client.push(reference, {
      ...options,
      image: args[1],
      platforms: flags.platform.map(parsePlatform),
      progress: progress.update,
      signal: session.signal,
    });
  },
});
