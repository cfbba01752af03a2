import { parseDigest } from "../../../core/digest.ts";
import { command } from "../../command.ts";
import { requireArgument } from "../../flags/arguments.ts";
import { print } from "../../print/output.ts";

export default command({
  name: "get",
  summary: "Print a blob",
  usage: "<digest>",
  flags: {},
  async run({ args, session }) {
    const digest = requireArgument(args, 0, "please specify a digest");
    parseDigest(digest);
    const { content } = await session.connect();
    for await (const bytes of content.read(digest, session)) {
      print(bytes);
    }
  },
});
