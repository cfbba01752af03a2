import { isKind } from "../../../client/index.ts";
import { command } from "../../command.ts";
import { forEach } from "../../flags/arguments.ts";
import { printLine } from "../../print/output.ts";

export default command({
  name: "remove",
  aliases: ["rm"],
  summary: "Remove one or more namespaces, which must be empty",
  usage: "<name> [<name> ...]",
  flags: {},
  async run({ args, session }) {
    const { namespaces } = await session.connect();
    const describe = (name: string): string => `unable to delete ${name}`;
    return forEach(session, args, describe, async (name) => {
      try {
        await namespaces.delete(name, session);
      } catch (error) {
        if (!isKind(error, "not found")) {
          throw error;
        }
      }
      printLine(name);
    });
  },
});
