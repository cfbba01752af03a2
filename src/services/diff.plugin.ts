import { Differ, DiffServiceSlot } from "../core/diff.ts";
import { key, plugin } from "../plugin/index.ts";
import { diffService } from "./diff.ts";

export default plugin(DiffServiceSlot, "diff-service", {
  needs: { differs: Differ.ordered("default") },
  config: {
    default: key.strings(
      ["walking"],
      "ids of the differs to ask, in this order; one that does not support a layer passes it on",
    ),
    sync_fs: key.bool(false, "make the files of every layer durable, whatever a client asks for"),
  },
  start: ({ differs, config }) => diffService({ differs: [...differs.values()], sync: config.sync_fs }),
});
