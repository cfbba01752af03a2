import { command } from "../../command.ts";
import { format } from "../../flags/shared.ts";
import { printListing } from "../../print/output.ts";
import { loadTask } from "./load.ts";

export default command({
  name: "checkpoint",
  summary: "Checkpoint a container; prints the blobs of the checkpoint",
  usage: "CONTAINER",
  flags: { format },
  async run({ flags, args, session }) {
    const { task } = await loadTask(session, args);
    printListing(await task.checkpoint(session), flags.format, {
      columns: { DIGEST: ({ digest }) => digest, TYPE: ({ mediaType }) => mediaType },
    });
  },
});
