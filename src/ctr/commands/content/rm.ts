import { isKind } from "../../../client/index.ts";
import { parseDigest } from "../../../core/digest.ts";
import { command } from "../../command.ts";
import { forEach } from "../../flags/arguments.ts";
import { printLine } from "../../print/output.ts";

export default command({
  name: "delete",
  aliases: ["del", "remove", "rm"],
  summary: "Permanently delete one or more blobs",
  usage: "<digest> ...",
  flags: {},
  async run({ args, session }) {
    const { content } = await session.connect();
    await forEach(args, async (digest) => {
      try {
        parseDigest(digest);
        await content.delete(digest, session);
        printLine(digest);
      } catch (error) {
        if (!isKind(error, "not found")) {
          throw new Error(`could not delete ${digest}`, { cause: error });
        }
      }
    });
  },
});
