import { command } from "../../command.ts";
import { requireArgument } from "../../flags/arguments.ts";
import { bool } from "../../flags/flags.ts";
import { TransferProgress } from "../../print/progress.ts";
import { registryFlags, registryOptions } from "../images/registry.ts";

export default command({
  name: "fetch",
  summary: "Fetch all content of an image, without unpacking it",
  usage: "<remote>",
  flags: { ...registryFlags, "all-platforms": bool("Fetch content for all platforms") },
  async run({ flags, args, session }) {
    const reference = requireArgument(args, 0, "please provide an image reference to fetch");
    const options = await registryOptions(flags);
    const client = await session.connect();
    using progress = new TransferProgress();
    await client.pull(reference, {
      ...options,
      allPlatforms: flags["all-platforms"],
      progress: progress.update,
      signal: session.signal,
    });
  },
});
