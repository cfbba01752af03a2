import { normalizeReference } from "../../../oci/reference-docker.ts";
import { command } from "../../command.ts";
import { forEach, requireArgument } from "../../flags/arguments.ts";
import { bool } from "../../flags/flags.ts";
import { printLine } from "../../print/output.ts";

export default command({
  name: "tag",
  summary: "Tag an image",
  usage: "<source_ref> <target_ref> [<target_ref> ...]",
  flags: {
    force: bool("Take the name from whatever image has it"),
    local: bool("Accepted for containerd's ctr: tags are always made directly"),
    "skip-reference-check": bool("Skip the strict check for reference names"),
  },
  async run({ flags, args, session }) {
    const source = requireArgument(args, 0, "please provide an image reference to tag from");
    requireArgument(args, 1, "please provide an image reference to tag to");
    const { images } = await session.connect();
    const describe = (target: string): string => `unable to tag ${source} as ${target}`;
    return forEach(session, args.slice(1), describe, async (target) => {
      if (!flags["skip-reference-check"]) {
        normalizeReference(target);
      }
      await images.tag(source, target, { signal: session.signal, force: flags.force });
      printLine(target);
    });
  },
});
