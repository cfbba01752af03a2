import { command } from "../command.ts";
import { bool } from "../flags/flags.ts";
import { format } from "../flags/shared.ts";
import { printTrees } from "../pods/print.ts";
import { currentOnly, usedTrees } from "../pods/tree.ts";
import { printJson, printLine } from "../print/output.ts";

export default command({
  name: "pods",
  summary: "Pods of kubelet with their containers, states, addresses, restarts and what they use",
  flags: {
    format,
    all: bool("Pods that have ended and earlier runs of containers, too", { alias: "a" }),
    quiet: bool("Print only the ids of the pods", { alias: "q" }),
  },
  async run({ flags, session }) {
    const client = await session.connect();
    const every = await usedTrees(client, session);
    const trees = flags.all ? every : currentOnly(every);
    if (flags.quiet) {
      for (const { id } of trees) {
        printLine(id);
      }
      return;
    }
    if (flags.format === "json") {
      printJson(trees);
      return;
    }
    printTrees(trees, flags.format);
  },
});
