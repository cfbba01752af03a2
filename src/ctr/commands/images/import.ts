import { type Progress, parsePlatform } from "../../../client/index.ts";
import { defaultPlatform } from "../../../oci/platform.ts";
import { command } from "../../command.ts";
import { requireArgument } from "../../flags/arguments.ts";
import { bool, list, text } from "../../flags/flags.ts";
import { parseLabels } from "../../flags/labels.ts";
import { snapshotterFlag } from "../../flags/shared.ts";
import { printStatus } from "../../print/output.ts";
import { readStdin } from "../../terminal/stdin.ts";
import { openArchive } from "./archive-file.ts";

export default command({
  name: "import",
  summary: "Import images from a tar archive, OCI's or docker's; `-` reads standard input",
  usage: "<in>",
  flags: {
    "base-name": text("Base image name for images that the archive names only by tag"),
    digests: bool("Also name images by their digest"),
    "skip-digest-for-named": bool("No digest names for images that have a name"),
    "index-name": text("Keep the archive's index as an image of this name"),
    label: list("Label of the images"),
    "all-platforms": bool("Import content for all platforms"),
    platform: text("Import content for a specific platform"),
    "no-unpack": bool("Skip unpacking the images"),
    "compress-blobs": bool("Compress uncompressed blobs of docker archives"),
    local: bool("Accepted for containerd's ctr: the daemon always does it"),
    snapshotter: snapshotterFlag,
  },
  async run({ flags, args, session }) {
    const file = requireArgument(args, 0, "please provide an archive to import");
    const platform = flags.platform === undefined ? defaultPlatform() : parsePlatform(flags.platform);
    const archive = file === "-" ? readStdin(session.signal) : await openArchive(file, session.signal);
    const client = await session.connect();
    await client.import(archive, {
      prefix: flags["base-name"] ?? `import-${new Date().toISOString().slice(0, 10)}`,
      overwrite: flags["base-name"] === undefined,
      digests: flags.digests,
      skipNamedDigest: flags["skip-digest-for-named"],
      platforms: flags["all-platforms"] ? [] : [platform],
      unpack: !flags["no-unpack"],
      snapshotter: flags.snapshotter,
      indexName: flags["index-name"],
      labels: parseLabels(flags.label),
      compress: flags["compress-blobs"],
      progress: printSaved,
      signal: session.signal,
    });
  },
});

/** Prints what was saved, and the sentences about single images that come without a name. */
function printSaved({ event, name, descriptor }: Progress): void {
  if (event === "saved" && name !== "") {
    printStatus(`${name} saved\n`);
  } else if (name === "" && descriptor !== undefined) {
    printStatus(`${event}\n`);
  }
}
