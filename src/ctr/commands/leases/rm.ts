import { command } from "../../command.ts";
import { forEach, requireArgument } from "../../flags/arguments.ts";
import { bool } from "../../flags/flags.ts";
import { printLine } from "../../print/output.ts";

export default command({
  name: "delete",
  aliases: ["del", "remove", "rm"],
  summary: "Delete one or more leases",
  usage: "<lease id> ...",
  flags: { sync: bool("Wait until what nothing else refers to is gone") },
  async run({ flags, args, session }) {
    requireArgument(args, 0, "please specify a lease");
    const { leases } = await session.connect();
    const describe = (id: string): string => `unable to delete ${id}`;
    return forEach(session, args, describe, async (id) => {
      const sync = flags.sync && id === args.at(-1);
      await leases.delete(id, { signal: session.signal, sync });
      printLine(id);
    });
  },
});
