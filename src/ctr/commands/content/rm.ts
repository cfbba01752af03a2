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
    const describe = (digest: string): string => `could not delete ${digest}`;
    return forEach(session, args, describe, async (digest) => {
      parseDigest(digest);
      try {
        await content.delete(digest, session);
        printLine(digest);
      } catch (error) {
        if (!isKind(error, "not found")) {
          throw error;
        }
      }
    });
  },
});
