import { isKind } from "../../../client/index.ts";
import { command } from "../../command.ts";
import { forEach } from "../../flags/arguments.ts";
import { bool } from "../../flags/flags.ts";
import { printLine, warn } from "../../print/output.ts";

export default command({
  name: "delete",
  aliases: ["del", "remove", "rm"],
  summary: "Remove one or more images by reference",
  usage: "<ref> [<ref> ...]",
  flags: { sync: bool("Wait until what nothing else refers to is gone") },
  async run({ flags, args, session }) {
    const { images } = await session.connect();
    const describe = (name: string): string => `unable to delete ${name}`;
    return forEach(session, args, describe, async (name) => {
      try {
        const sync = flags.sync && name === args.at(-1);
        await images.delete(name, { signal: session.signal, sync });
        printLine(name);
      } catch (error) {
        if (!isKind(error, "not found")) {
          throw error;
        }
        warn(`${name}: image not found`);
      }
    });
  },
});
