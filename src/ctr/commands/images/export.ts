import { parsePlatform } from "../../../client/index.ts";
import { command } from "../../command.ts";
import { requireArgument } from "../../flags/arguments.ts";
import { bool, list } from "../../flags/flags.ts";
import { pipeArchive, writeArchive } from "./archive-file.ts";

export default command({
  name: "export",
  summary: "Export images to an OCI archive; `-` writes to standard output",
  usage: "<out> <image> [<image> ...]",
  flags: {
    "skip-manifest-json": bool("No manifest.json of docker's in the archive"),
    "skip-non-distributable": bool("Without blobs that may not be distributed"),
    platform: list("Export content of a specific platform"),
    "all-platforms": bool("Export content of all platforms"),
    local: bool("Accepted for containerd's ctr: the daemon always does it"),
  },
  async run({ flags, args, session }) {
    const message = "please provide both an output filename and an image reference to export";
    const file = requireArgument(args, 0, message);
    requireArgument(args, 1, message);
    const options = {
      platforms: flags.platform.map(parsePlatform),
      allPlatforms: flags["all-platforms"],
      skipDockerManifest: flags["skip-manifest-json"],
      skipNonDistributable: flags["skip-non-distributable"],
      signal: session.signal,
    };
    const client = await session.connect();
    const names = args.slice(1);
    await (file === "-"
      ? pipeArchive((write) => client.export(names, write, options))
      : writeArchive(file, session.signal, (write) => client.export(names, write, options)));
  },
});
